// The messages of a client on a socket, their writer and their reader.

import type { Subprotocol } from "./subprotocol.ts";
import { parseFilterJson, type Filter, type FilterRequest } from "./filter.ts";
import { err, ok, type Result } from "./result.ts";

/** A client's message. `auth` and `subscribe` are part of v2 only. */
export type ClientFrame =
  | { readonly type: "ping" }
  | { readonly type: "pong" }
  /** Renews the access of this socket. The token is for the same user. */
  | { readonly type: "auth"; readonly token: string }
  /** Replaces this socket's filter. */
  | { readonly type: "subscribe"; readonly filter: Filter };

/** Why a frame is rejected. Both are error codes, and the socket stays open. */
export type ClientFrameProblem = "frame_malformed" | "frame_unknown";

/**
 * Parses one text frame in any key order. Unknown keys are ignored, so newer clients can talk to an older service.
 * In v1 `auth` and `subscribe` are unknown types.
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

/** The `auth` frame of v2. */
export function authFrame(token: string): string {
  return JSON.stringify({ type: "auth", token });
}

/** The `subscribe` frame of v2. */
export function subscribeFrame(filter: FilterRequest): string {
  return JSON.stringify({ type: "subscribe", filter });
}
