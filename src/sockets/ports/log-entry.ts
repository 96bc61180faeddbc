// What one message changed: the unit of the log and of the fan-out.

import type { FilterFields } from "../../protocol/filter-match.ts";
import type { RawJson } from "../../json/raw-json.ts";
import type { Message } from "../../protocol/server-messages.ts";

export interface LogEntry {
  readonly seq: number;
  /** Unix milliseconds at which the hub stored it. */
  readonly ts: number;
  readonly message: Message;
  /** Whether the message is a `new_signal`. */
  readonly isNew: boolean;
  /** The signal before and after; `before` is `null` where the hub didn't hold it. */
  readonly before: FilterFields | null;
  readonly after: FilterFields;
  /** The whole signal after the message, and its own end (Unix milliseconds) where it has one. */
  readonly merged: RawJson;
  readonly expiresAt: number | null;
  /** The message with its position, as the log stores it and v2 is sent it. */
  readonly frame: string;
}
