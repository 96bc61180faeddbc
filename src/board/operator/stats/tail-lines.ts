// The live tail: the last messages of the log, the newest first, each as it was written.

import { decodeString, entries, type RawJson } from "../../../json/raw-json.ts";
import type { Cursor } from "../../../protocol/cursor.ts";
import type { LogPage } from "../service.ts";
import type { HubStats } from "../../../protocol/hub-stats.ts";

export interface TailLine {
  readonly seq: number;
  /** When it was stored, Unix milliseconds. */
  readonly ts: number;
  readonly type: string;
  readonly signalType: string;
  /** The signal's coin, or its id where a message names none. */
  readonly subject: string;
  /** The producer's own data: text, never markup. */
  readonly data: string;
}

export interface Tail {
  /** Where to read on from; `null` before the first page. */
  readonly cursor: Cursor | null;
  readonly lines: readonly TailLine[];
}

export const NO_TAIL: Tail = { cursor: null, lines: [] };

export const TAIL_LINES = 100;

/**
 * The position to read on from; `null` while there is nothing new. Where more has come than the tail shows,
 * it is that much before the end: nobody could have read what is passed over.
 */
export function readFrom(
  { cursor }: Tail,
  { epoch, seq, oldest_seq: oldestSeq }: Pick<HubStats, "epoch" | "seq" | "oldest_seq">,
): Cursor | null {
  const after = Math.max(oldestSeq - 1, seq - TAIL_LINES);
  if (cursor === null || cursor.epoch !== epoch) return { epoch, seq: after };
  if (cursor.seq >= seq) return null;
  return { epoch, seq: Math.max(cursor.seq, after) };
}

/** Of another log nothing is kept: its numbers began anew. */
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

/** A string's text, and any other value as it is written. */
function textOf(value: RawJson | undefined): string {
  if (value === undefined) return "";
  return value.startsWith('"') ? decodeString(value) : value;
}
