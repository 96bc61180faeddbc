// What a client says on a socket, written and read.

import type { Subprotocol } from "./subprotocol.ts";
import { parseFilterJson, type Filter, type FilterRequest } from "./filter.ts";
import { err, ok, type Result } from "./result.ts";

export type ClientFrame =
  | { readonly type: "ping" }
  | { readonly type: "pong" }
  /** A fresh token for the same user on the same socket. */
  | { readonly type: "auth"; readonly token: string }
  /** Another filter in place of this socket's. */
  | { readonly type: "subscribe"; readonly filter: Filter };

export type ClientFrameProblem = "frame_malformed" | "frame_unknown";

/**
 * Reads one text frame, whatever its white space and key order; keys that the type doesn't have are not
 * looked at. `auth` and `subscribe` are words of v2 only.
 */
export function parseClientFrame(
  text: string,
  subprotocol: Subprotocol,
): Result<ClientFrame, ClientFrameProblem> {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return err("frame_malformed");
  }
  if (typeof frame !== "object" || frame === null || !("type" in frame)) {
    return err("frame_malformed");
  }
  switch (frame.type) {
    case "ping":
      return ok({ type: "ping" });
    case "pong":
      return ok({ type: "pong" });
    case "auth": {
      if (subprotocol === "signals.v1") return err("frame_unknown");
      const token = "token" in frame ? frame.token : undefined;
      return typeof token === "string" ? ok({ type: "auth", token }) : err("frame_malformed");
    }
    case "subscribe": {
      if (subprotocol === "signals.v1") return err("frame_unknown");
      const filter = parseFilterJson("filter" in frame ? frame.filter : undefined);
      return filter === null ? err("frame_malformed") : ok({ type: "subscribe", filter });
    }
    default:
      return err("frame_unknown");
  }
}

/** A fresh token for the same user on the same socket. */
export function authFrame(token: string): string {
  return JSON.stringify({ type: "auth", token });
}

/** Another filter in place of the socket's. */
export function subscribeFrame(filter: FilterRequest): string {
  return JSON.stringify({ type: "subscribe", filter });
}
