// What a socket missed, from the log: judged by its filter and joined into frames, a piece at a time.

import type { Subprotocol } from "../../protocol/subprotocol.ts";
import { filterKey, matchesAll, type Filter } from "../../protocol/filter.ts";
import type { RawJson } from "../../json/raw-json.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { joinFrames, encodeV2, toV1 } from "../../protocol/server-messages.ts";
import { evaluateFilter } from "../../protocol/filter-match.ts";
import { FrameCache } from "./frame-cache.ts";
import type { SignalLog, StoredEntry, LogRow } from "../../hub/storage/signal-log.ts";

export interface ReplayChunk {
  readonly frames: readonly string[];
  /** The last message it covers, sent or not. */
  readonly lastSeq: number;
}

export class Replays {
  readonly #log: SignalLog;
  readonly #cache = new FrameCache<ReplayChunk>(({ frames }) =>
    frames.reduce((bytes, { length }) => bytes + length, 0),
  );

  constructor(log: SignalLog) {
    this.#log = log;
  }

  /** The next piece after message `after`: about 64 KiB, or all there is up to and with `last`. */
  nextChunk(after: number, last: number, dialect: Subprotocol, filter: Filter): ReplayChunk {
    const key = `${dialect} ${filterKey(filter)} ${after}`;
    // A full piece stays what it is; one that reached the end holds only for that end.
    const full = this.#cache.get(key);
    if (full !== undefined && full.lastSeq <= last) return full;
    const shared = this.#cache.get(`${key} ${last}`);
    if (shared !== undefined) return shared;

    const piece = this.#read(after, last, dialect, filter);
    return this.#cache.set(piece.lastSeq < last ? key : `${key} ${last}`, piece);
  }

  #read(after: number, last: number, dialect: Subprotocol, filter: Filter): ReplayChunk {
    const room = { messages: Infinity, bytes: LIMITS.joinedFrameBytes };
    const { texts, lastSeq: through } = this.read(after, last, filter, room);
    return { frames: framesOf(texts, dialect), lastSeq: through };
  }

  /** The messages after `after` that the filter lets through, up to and with `last`, while there is room. */
  read(
    after: number,
    last: number,
    filter: Filter,
    limit: { readonly messages: number; readonly bytes: number },
  ): { readonly texts: readonly string[]; readonly lastSeq: number } {
    const texts: string[] = [];
    let bytes = 0;
    let through = after;
    for (const [seq, text] of filtered(this.#log.entriesAfter(after), filter)) {
      if (seq <= after) continue;
      if (seq > last || bytes >= limit.bytes || texts.length >= limit.messages) break;
      through = seq;
      if (text === null) continue;
      texts.push(text);
      bytes += text.length;
    }
    return { texts, lastSeq: through };
  }
}

/** Every message with the text that the filter lets through, or `null` where it lets none. */
function* filtered(
  rows: Iterable<LogRow>,
  filter: Filter,
): Generator<readonly [seq: number, text: string | null]> {
  const all = matchesAll(filter);
  for (const { firstSeq, ts, frames, entries: changes } of rows) {
    const entries = all ? [] : changes();
    for (const [index, frame] of frames.entries()) {
      const entry = entries[index];
      const seq = firstSeq + index;
      yield [seq, entry === undefined ? frame : textFor(filter, entry, frame, seq, ts)];
    }
  }
}

function textFor(
  filter: Filter,
  entry: StoredEntry,
  frame: string,
  seq: number,
  ts: number,
): string | null {
  switch (evaluateFilter(filter, entry)) {
    case "message":
      return frame;
    case "entered":
      return encodeEntered(entry, seq, ts);
    case "nothing":
      return null;
  }
}

/** The whole signal, for a client whose filter it has just entered. */
export function encodeEntered(
  entry: Pick<StoredEntry, "after" | "merged" | "expiresAt">,
  seq: number,
  ts: number,
): string {
  const { after, merged, expiresAt } = entry;
  const { signalType } = after;
  // The id stands in the data: a `new_signal` names it nowhere else.
  const id = "null" as RawJson; // SAFETY: JSON.
  return encodeV2({ type: "new_signal", signalType, id, data: merged, expiresAt }, seq, ts);
}

function framesOf(texts: readonly string[], dialect: Subprotocol): readonly string[] {
  if (dialect === "signals.v1") return texts.map(toV1);
  return texts.length === 0 ? [] : [joinFrames(texts)];
}
