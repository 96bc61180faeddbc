// What a client says on a socket.

import { no, ok, type Result } from "./result.ts";

export type ClientFrame = { readonly type: "ping" } | { readonly type: "pong" };

export type ClientFrameProblem = "frame_malformed" | "frame_unknown";

/** Reads one text frame, whatever its white space and key order; keys beyond `type` are not looked at. */
export function readClientFrame(text: string): Result<ClientFrame, ClientFrameProblem> {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return no("frame_malformed");
  }
  if (typeof frame !== "object" || frame === null || !("type" in frame)) {
    return no("frame_malformed");
  }
  switch (frame.type) {
    case "ping":
      return ok({ type: "ping" });
    case "pong":
      return ok({ type: "pong" });
    default:
      return no("frame_unknown");
  }
}
