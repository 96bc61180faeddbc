// What a socket missed, from the log: judged by its filter and joined into frames, a piece at a time.

import type { Dialect } from "../protocol/dialect.ts";
import { filterKey, isOpenFilter, type Filter } from "../protocol/filter.ts";
import type { JsonText } from "../protocol/json-text.ts";
import { LIMITS } from "../protocol/limits.ts";
import { joinFrames, storedFrame, withoutPosition } from "../protocol/server-frames.ts";
import { judge } from "../protocol/filter-match.ts";
import { SharedFrames } from "./shared-frames.ts";
import type { SignalLog, StoredChange, StoredPublication } from "./signal-log.ts";

export interface ReplayPiece {
  readonly frames: readonly string[];
  /** The last message it covers, sent or not. */
  readonly through: number;
}

export class Replays {
  readonly #log: SignalLog;
  readonly #shared = new SharedFrames<ReplayPiece>(({ frames }) =>
    frames.reduce((bytes, { length }) => bytes + length, 0),
  );

  constructor(log: SignalLog) {
    this.#log = log;
  }

  /** The next piece after message `after`: about 64 KiB, or all there is up to and with `last`. */
  piece(after: number, last: number, dialect: Dialect, filter: Filter): ReplayPiece {
    const key = `${dialect} ${filterKey(filter)} ${after}`;
    // A full piece stays what it is; one that reached the end holds only for that end.
    const full = this.#shared.get(key);
    if (full !== undefined && full.through <= last) return full;
    const shared = this.#shared.get(`${key} ${last}`);
    if (shared !== undefined) return shared;

    const piece = this.#read(after, last, dialect, filter);
    return this.#shared.keep(piece.through < last ? key : `${key} ${last}`, piece);
  }

  #read(after: number, last: number, dialect: Dialect, filter: Filter): ReplayPiece {
    const room = { messages: Infinity, bytes: LIMITS.joinedFrameBytes };
    const { texts, through } = this.texts(after, last, filter, room);
    return { frames: framesOf(texts, dialect), through };
  }

  /** The messages after `after` that the filter lets through, up to and with `last`, while there is room. */
  texts(
    after: number,
    last: number,
    filter: Filter,
    room: { readonly messages: number; readonly bytes: number },
  ): { readonly texts: readonly string[]; readonly through: number } {
    const texts: string[] = [];
    let bytes = 0;
    let through = after;
    for (const [seq, text] of wanted(this.#log.after(after), filter)) {
      if (seq <= after) continue;
      if (seq > last || bytes >= room.bytes || texts.length >= room.messages) break;
      through = seq;
      if (text === null) continue;
      texts.push(text);
      bytes += text.length;
    }
    return { texts, through };
  }
}

/** Every message with the text that the filter lets through, or `null` where it lets none. */
function* wanted(
  publications: Iterable<StoredPublication>,
  filter: Filter,
): Generator<readonly [seq: number, text: string | null]> {
  const all = isOpenFilter(filter);
  for (const { firstSeq, ts, frames, changes } of publications) {
    const judged = all ? [] : changes();
    for (const [index, frame] of frames.entries()) {
      const change = judged[index];
      const seq = firstSeq + index;
      yield [seq, change === undefined ? frame : textFor(filter, change, frame, seq, ts)];
    }
  }
}

function textFor(
  filter: Filter,
  change: StoredChange,
  frame: string,
  seq: number,
  ts: number,
): string | null {
  switch (judge(filter, change)) {
    case "message":
      return frame;
    case "entered":
      return enteredFrame(change, seq, ts);
    case "nothing":
      return null;
  }
}

/** The whole signal, for a client whose filter it has just entered. */
export function enteredFrame(
  change: Pick<StoredChange, "after" | "merged" | "expiresAt">,
  seq: number,
  ts: number,
): string {
  const { after, merged, expiresAt } = change;
  const { signalType } = after;
  // The id stands in the data: a `new_signal` names it nowhere else.
  const id = "null" as JsonText; // SAFETY: JSON.
  return storedFrame({ type: "new_signal", signalType, id, data: merged, expiresAt }, seq, ts);
}

function framesOf(texts: readonly string[], dialect: Dialect): readonly string[] {
  if (dialect === "signals.v1") return texts.map(withoutPosition);
  return texts.length === 0 ? [] : [joinFrames(texts)];
}
