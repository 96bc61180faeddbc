// From judged changes to frames: what gathered leaves together, and equal frames are made once.

import type { Subprotocol } from "../../protocol/subprotocol.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { encodeV1, joinFrames, toV1 } from "../../protocol/server-messages.ts";
import type { LogEntry } from "../ports/log-entry.ts";
import type { FilterOutcome } from "../../protocol/filter-match.ts";
import { encodeEntered } from "./replay.ts";

/** A change that a group of sockets will be sent. */
export interface QueuedMessage {
  readonly entry: LogEntry;
  readonly delivery: Exclude<FilterOutcome, "nothing">;
}

export interface Frame {
  readonly text: string;
  /** The last message in it. */
  readonly lastSeq: number;
}

/**
 * The frames for one group: for v2 arrays of about 64 KiB, for v1 one a message. Groups that see the same
 * changes in the same way share them through `encoded`.
 */
export function encodeFrames(
  dialect: Subprotocol,
  messages: readonly QueuedMessage[],
  encoded: Map<string, readonly Frame[]>,
): readonly Frame[] {
  const key = `${dialect} ${messages.map(({ entry: change, delivery }) => change.seq + delivery).join()}`;
  const known = encoded.get(key);
  if (known !== undefined) return known;
  const frames = dialect === "signals.v1" ? messages.map(encodeV1Frame) : encodeV2Batch(messages);
  encoded.set(key, frames);
  return frames;
}

function encodeV1Frame({ entry: change, delivery }: QueuedMessage): Frame {
  const { seq, ts, message } = change;
  switch (delivery) {
    case "message":
      return { text: encodeV1(message), lastSeq: seq };
    case "entered":
      return { text: toV1(encodeEntered(change, seq, ts)), lastSeq: seq };
  }
}

function encodeV2Batch(messages: readonly QueuedMessage[]): readonly Frame[] {
  const frames: Frame[] = [];
  let texts: string[] = [];
  let bytes = 0;
  for (const [index, { entry: change, delivery }] of messages.entries()) {
    const { seq, ts, frame } = change;
    const text = delivery === "message" ? frame : encodeEntered(change, seq, ts);
    texts.push(text);
    bytes += text.length;
    if (bytes < LIMITS.joinedFrameBytes && index < messages.length - 1) continue;
    frames.push({ text: joinFrames(texts), lastSeq: seq });
    texts = [];
    bytes = 0;
  }
  return frames;
}
