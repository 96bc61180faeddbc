// From judged changes to frames: what gathered leaves together, and equal frames are made once.

import type { Dialect } from "../protocol/dialect.ts";
import { LIMITS } from "../protocol/limits.ts";
import { joinFrames, messageFrame, withoutPosition } from "../protocol/server-frames.ts";
import type { Change } from "./change.ts";
import type { Delivery } from "../protocol/filter-match.ts";
import { enteredFrame } from "./replay.ts";

/** A change that a group of sockets will be sent. */
export interface Pending {
  readonly change: Change;
  readonly delivery: Exclude<Delivery, "nothing">;
}

export interface Frame {
  readonly text: string;
  /** The last message in it. */
  readonly through: number;
}

/**
 * The frames for one group: for v2 arrays of about 64 KiB, for v1 one a message. Groups that see the same
 * changes in the same way share them through `encoded`.
 */
export function encodePending(
  dialect: Dialect,
  pending: readonly Pending[],
  encoded: Map<string, readonly Frame[]>,
): readonly Frame[] {
  const key = `${dialect} ${pending.map(({ change, delivery }) => change.seq + delivery).join()}`;
  const known = encoded.get(key);
  if (known !== undefined) return known;
  const frames = dialect === "signals.v1" ? pending.map(frameOfV1) : joinedFrames(pending);
  encoded.set(key, frames);
  return frames;
}

function frameOfV1({ change, delivery }: Pending): Frame {
  const { seq, ts, message } = change;
  switch (delivery) {
    case "message":
      return { text: messageFrame(message), through: seq };
    case "entered":
      return { text: withoutPosition(enteredFrame(change, seq, ts)), through: seq };
  }
}

function joinedFrames(pending: readonly Pending[]): readonly Frame[] {
  const frames: Frame[] = [];
  let texts: string[] = [];
  let bytes = 0;
  for (const [index, { change, delivery }] of pending.entries()) {
    const { seq, ts, frame } = change;
    const text = delivery === "message" ? frame : enteredFrame(change, seq, ts);
    texts.push(text);
    bytes += text.length;
    if (bytes < LIMITS.joinedFrameBytes && index < pending.length - 1) continue;
    frames.push({ text: joinFrames(texts), through: seq });
    texts = [];
    bytes = 0;
  }
  return frames;
}
