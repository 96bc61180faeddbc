// The log for its readers, with its entries, its rows and its range.

import type { RawJson } from "../../json/raw-json.ts";
import type { FilterFields } from "../../protocol/filter-match.ts";
import type { LogRange } from "../../protocol/resume.ts";
import type { Message } from "../../protocol/server-messages.ts";

/** One message with everything for live delivery. It is the unit of the log and of the queue. */
export interface LogEntry {
  readonly seq: number;
  /** When the hub stored it, Unix milliseconds. */
  readonly ts: number;
  readonly message: Message;
  /** Whether the message is a `new_signal`. */
  readonly isNew: boolean;
  /** The signal's filter fields before and after. `before` is `null` for an unknown signal. */
  readonly before: FilterFields | null;
  readonly after: FilterFields;
  /** The whole signal after the message. */
  readonly merged: RawJson;
  /** The signal's own end, Unix milliseconds. `null` where it has none. */
  readonly expiresAt: number | null;
  /** The message with its `seq`, as the log stores it and v2 sends it. */
  readonly frame: string;
}

/** An entry read back from the log, as filters need it. */
export interface StoredEntry {
  readonly isNew: boolean;
  readonly before: FilterFields | null;
  readonly after: FilterFields;
  /** The whole signal after an update. `{}` for a `new_signal`, as its frame is the whole signal. */
  readonly merged: RawJson;
  readonly expiresAt: number | null;
}

/** One row of the log with messages `firstSeq`, `firstSeq + 1`, … as v2 frames. */
export interface LogRow {
  readonly firstSeq: number;
  readonly ts: number;
  readonly frames: readonly string[];
  /** Parses the entries. A reader without a filter never asks. */
  readonly entries: () => readonly StoredEntry[];
}

/** The log. In the hub it is a table, in a relay a window in memory. */
export interface MessageLog {
  /** The log's epoch, and its oldest and newest sequence. */
  range(): LogRange;
  /** The rows with messages after `seq`, oldest first, read within one turn. The reader stops when it has enough. */
  entriesAfter(seq: number): Iterable<LogRow>;
}
