// From queued messages to frames. v2 joins them into arrays, v1 gets one frame a message, equal frames are made once.

import type { RawJson } from "../../json/raw-json.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { encodeV1, encodeV2, joinFrames, toV1 } from "../../protocol/server-messages.ts";
import type { Subprotocol } from "../../protocol/subprotocol.ts";
import type { LogEntry, StoredEntry } from "../ports/messages.ts";
import type { QueuedMessage } from "./route.ts";

/** A text frame and the last message in it. */
export interface Frame {
  readonly text: string;
  readonly lastSeq: number;
}

/**
 * The frames of one group, in order. v2 frames hold about 64 KiB each (`LIMITS.joinedFrameBytes`). Groups with
 * the same messages and outcomes share them through `encoded`, the cache of one flush.
 */
export function encodeFrames(
  subprotocol: Subprotocol,
  messages: readonly QueuedMessage[],
  encoded: Map<string, readonly Frame[]>,
): readonly Frame[] {
  const key = `${subprotocol} ${messages.map(({ entry, outcome }) => entry.seq + outcome).join()}`;
  const known = encoded.get(key);
  if (known !== undefined) return known;
  const frames = subprotocol === "signals.v1" ? messages.map(frameOfV1) : joinV2(messages);
  encoded.set(key, frames);
  return frames;
}

/** A v2 frame with the whole signal, for clients with a filter just entered by it. */
export function encodeEntered(
  entry: Pick<StoredEntry, "after" | "merged" | "expiresAt">,
  seq: number,
  ts: number,
): string {
  const { after, merged, expiresAt } = entry;
  const { signalType } = after;
  const id = "null" as RawJson; // SAFETY: it is JSON, and a `new_signal` names its id in `data` alone.
  return encodeV2({ type: "new_signal", signalType, id, data: merged, expiresAt }, seq, ts);
}

function frameOfV1({ entry, outcome }: QueuedMessage): Frame {
  const { seq, ts, message } = entry;
  switch (outcome) {
    case "message":
      return { text: encodeV1(message), lastSeq: seq };
    case "entered":
      return { text: toV1(encodeEntered(entry, seq, ts)), lastSeq: seq };
  }
}

function joinV2(messages: readonly QueuedMessage[]): readonly Frame[] {
  const frames: Frame[] = [];
  let texts: string[] = [];
  let length = 0;
  for (const [index, { entry, outcome }] of messages.entries()) {
    const text = textOfV2(entry, outcome);
    texts.push(text);
    length += text.length;
    if (length < LIMITS.joinedFrameBytes && index < messages.length - 1) continue;
    frames.push({ text: joinFrames(texts), lastSeq: entry.seq });
    texts = [];
    length = 0;
  }
  return frames;
}

function textOfV2(entry: LogEntry, outcome: QueuedMessage["outcome"]): string {
  switch (outcome) {
    case "message":
      return entry.frame;
    case "entered":
      return encodeEntered(entry, entry.seq, entry.ts);
  }
}
