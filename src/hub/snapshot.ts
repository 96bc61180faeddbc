// The open signals as a client with a filter sees them, newest first, in pages.

import { filterKey, type Filter } from "../protocol/filter.ts";
import { LIMITS } from "../protocol/limits.ts";
import { snapshotFrame, snapshotSignal } from "../protocol/server-frames.ts";
import { wantedBy } from "../protocol/filter-match.ts";
import { SharedFrames } from "./shared-frames.ts";
import { leavesAt, type SignalBook } from "./signal-book.ts";

interface Snapshot {
  readonly pages: readonly string[];
  /** When the first of its signals leaves the book, Unix milliseconds: then it is no longer true. */
  readonly until: number;
}

export class Snapshots {
  readonly #book: SignalBook;
  readonly #shared = new SharedFrames<Snapshot>(({ pages }) =>
    pages.reduce((bytes, { length }) => bytes + length, 0),
  );

  constructor(book: SignalBook) {
    this.#book = book;
  }

  /** At least one page: an empty book is told, too. `newest` is the message the book is at. */
  pages(newest: number, filter: Filter, now: number): readonly string[] {
    const key = `${newest} ${filterKey(filter)}`;
    const shared = this.#shared.get(key);
    if (shared !== undefined && shared.until > now) return shared.pages;

    let until = Infinity;
    const signals: string[] = [];
    const isWanted = wantedBy(filter);
    for (const signal of this.#book.open(now)) {
      if (!isWanted(signal)) continue;
      until = Math.min(until, leavesAt(signal));
      signals.push(snapshotSignal(signal));
    }
    return this.#shared.keep(key, { pages: pagesOf(newest, signals), until }).pages;
  }
}

function pagesOf(newest: number, signals: readonly string[]): readonly string[] {
  const pages: string[][] = [];
  let room = 0;
  for (const signal of signals) {
    const page = pages.at(-1);
    if (page === undefined || room < signal.length) {
      pages.push([signal]);
      room = LIMITS.joinedFrameBytes - signal.length;
    } else {
      page.push(signal);
      room -= signal.length;
    }
  }
  if (pages.length === 0) return [snapshotFrame(newest, [], false)];
  return pages.map((page, index) => snapshotFrame(newest, page, index < pages.length - 1));
}
