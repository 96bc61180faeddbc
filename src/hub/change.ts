// What one message changed: the unit of the log and of the fan-out.

import { decodeString, members, type JsonText } from "../protocol/json-text.ts";
import type { Message } from "../protocol/server-frames.ts";

/** What a filter can see of a merged signal; `null` where the signal doesn't say. */
export interface Facets {
  readonly signalType: string;
  readonly coinName: string | null;
  readonly position: string | null;
  readonly spread: number | null;
}

export interface Change {
  readonly seq: number;
  /** Unix milliseconds at which the hub stored it. */
  readonly ts: number;
  readonly message: Message;
  /** Whether the message is a `new_signal`. */
  readonly opens: boolean;
  /** The signal before and after; `before` is `null` where the hub didn't hold it. */
  readonly before: Facets | null;
  readonly after: Facets;
  /** The whole signal after the message, and its own end (Unix milliseconds) where it has one. */
  readonly merged: JsonText;
  readonly expiresAt: number | null;
  /** The message with its position, as the log stores it and v2 is sent it. */
  readonly frame: string;
}

export function facetsOf(signalType: string, data: JsonText): Facets {
  const fields = members(data);
  const spread = fields.get("spread");
  return {
    signalType,
    coinName: textOf(fields.get("coin_name")),
    position: textOf(fields.get("position")),
    spread: spread !== undefined && /^[-0-9]/.test(spread) ? Number(spread) : null,
  };
}

function textOf(value: JsonText | undefined): string | null {
  return value?.startsWith('"') ? decodeString(value) : null;
}
