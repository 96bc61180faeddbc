// Missed messages from the log, filtered, joined into frames, and read a chunk at a time.

import { filterKey, matchesAll, type Filter } from "../../protocol/filter.ts";
import { evaluateFilter } from "../../protocol/filter-match.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { joinFrames, toV1 } from "../../protocol/server-messages.ts";
import type { Subprotocol } from "../../protocol/subprotocol.ts";
import type { LogRow, MessageLog, StoredEntry } from "../ports/messages.ts";
import { encodeEntered } from "./encode.ts";
import { FrameCache } from "./frame-cache.ts";

/** Frames, and the last message they cover, sent or filtered out. */
export interface ReplayChunk {
  readonly frames: readonly string[];
  readonly lastSeq: number;
}

/** Messages as v2 texts, and the last message read. */
export interface ReplayedMessages {
  readonly texts: readonly string[];
  readonly lastSeq: number;
}

/** Reads the log for sockets in the backlog and for pages. Equal chunks are read and encoded once. */
export class Replays {
  readonly #log: MessageLog;
  readonly #cache = new FrameCache<ReplayChunk>(({ frames }) =>
    frames.reduce((size, { length }) => size + length, 0),
  );

  constructor(log: MessageLog) {
    this.#log = log;
  }

  /** The next chunk after message `after`, up to and with `last`, about 64 KiB or all there is. */
  nextChunk(after: number, last: number, subprotocol: Subprotocol, filter: Filter): ReplayChunk {
    const key = `${subprotocol} ${filterKey(filter)} ${after}`;
    // A full chunk never changes. A chunk at the end is right for this end only.
    const full = this.#cache.get(key);
    if (full !== undefined && full.lastSeq <= last) return full;
    const cached = this.#cache.get(`${key} ${last}`);
    if (cached !== undefined) return cached;

    const limit = { messages: Infinity, size: LIMITS.joinedFrameBytes };
    const { texts, lastSeq } = this.read(after, last, filter, limit);
    const chunk = { frames: framesOf(texts, subprotocol), lastSeq };
    return this.#cache.set(lastSeq < last ? key : `${key} ${last}`, chunk);
  }

  /** The filtered messages after `after`, up to and with `last`, within the limit. */
  read(
    after: number,
    last: number,
    filter: Filter,
    limit: { readonly messages: number; readonly size: number },
  ): ReplayedMessages {
    const texts: string[] = [];
    let size = 0;
    let lastSeq = after;
    for (const [seq, text] of filtered(this.#log.entriesAfter(after), filter)) {
      if (seq <= after) continue;
      if (seq > last || size >= limit.size || texts.length >= limit.messages) break;
      lastSeq = seq;
      if (text === null) continue;
      texts.push(text);
      size += text.length;
    }
    return { texts, lastSeq };
  }
}

/** Every message with its v2 text, or with `null` where the filter lets nothing through. */
function* filtered(
  rows: Iterable<LogRow>,
  filter: Filter,
): Generator<readonly [seq: number, text: string | null]> {
  const all = matchesAll(filter);
  for (const { firstSeq, ts, frames, entries } of rows) {
    const stored = all ? [] : entries();
    for (const [index, frame] of frames.entries()) {
      const entry = stored[index];
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

function framesOf(texts: readonly string[], subprotocol: Subprotocol): readonly string[] {
  if (subprotocol === "signals.v1") return texts.map(toV1);
  return texts.length === 0 ? [] : [joinFrames(texts)];
}
