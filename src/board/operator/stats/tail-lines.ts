// The last messages of the log, newest first, as the producers wrote them.

import { decodeString, entries, type RawJson } from "../../../json/raw-json.ts";
import type { Cursor } from "../../../protocol/cursor.ts";
import type { LogPage } from "../service.ts";
import type { HubStats } from "../../../protocol/stats/hub-stats.ts";

/** One message of the log. */
export interface TailLine {
  readonly seq: number;
  /** The time of storage, Unix milliseconds. */
  readonly ts: number;
  readonly type: string;
  readonly signalType: string;
  /** The signal's coin. A message without a coin has its id here. */
  readonly subject: string;
  /** The producer's data as JSON text. It is shown as text and never as markup. */
  readonly data: string;
}

/** The tail of the log on the page. */
export interface Tail {
  /** The last message read. `null` before the first page. */
  readonly cursor: Cursor | null;
  /** Newest first, at most `TAIL_LINES`. */
  readonly lines: readonly TailLine[];
}

/** The tail before the first page. */
export const EMPTY_TAIL: Tail = { cursor: null, lines: [] };

/** The number of lines the tail keeps. */
export const TAIL_LINES = 100;

/**
 * The cursor for the next read of the log. `null` while the log has nothing new. Where more messages have arrived than
 * the tail shows, the cursor skips the surplus.
 */
export function nextRead(
  { cursor }: Tail,
  { epoch, seq, oldest_seq: oldestSeq }: Pick<HubStats, "epoch" | "seq" | "oldest_seq">,
): Cursor | null {
  const after = Math.max(oldestSeq - 1, seq - TAIL_LINES);
  if (cursor === null || cursor.epoch !== epoch) return { epoch, seq: after };
  if (cursor.seq >= seq) return null;
  return { epoch, seq: Math.max(cursor.seq, after) };
}

/** Adds a page of the log. A page of another epoch replaces all lines, because its numbers start again. */
export function withPage({ cursor, lines }: Tail, page: LogPage): Tail {
  const fresh = page.messages.map(lineOf).toReversed();
  const previousLines = cursor?.epoch === page.cursor.epoch ? lines : [];
  return { cursor: page.cursor, lines: [...fresh, ...previousLines].slice(0, TAIL_LINES) };
}

function lineOf(message: RawJson): TailLine {
  const fields = entries(message);
  const data = fields.get("data");
  const inData = data?.startsWith("{") ? entries(data) : undefined;
  return {
    seq: Number(fields.get("seq") ?? 0),
    ts: Number(fields.get("ts") ?? 0),
    type: textOf(fields.get("type")),
    signalType: textOf(fields.get("signal_type")),
    subject: textOf(inData?.get("coin_name") ?? fields.get("signal_id") ?? inData?.get("id")),
    data: data ?? "",
  };
}

/** The text of a JSON string. Any other value stays as it is written. */
function textOf(value: RawJson | undefined): string {
  if (value === undefined) return "";
  return value.startsWith('"') ? decodeString(value) : value;
}
