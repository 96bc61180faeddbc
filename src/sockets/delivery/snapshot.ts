// The open signals as a client with a filter sees them, newest first, in pages.

import { filterKey, type Filter } from "../../protocol/filter.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { snapshotFrame, snapshotSignal } from "../../protocol/server-messages.ts";
import { toPredicate } from "../../protocol/filter-match.ts";
import { FrameCache } from "./frame-cache.ts";
import { expiresAt, type SignalStore } from "../../hub/storage/signal-store.ts";

interface Snapshot {
  readonly pages: readonly string[];
  /** When the first of its signals leaves the book, Unix milliseconds: then it is no longer true. */
  readonly until: number;
}

export class Snapshots {
  readonly #signals: SignalStore;
  readonly #cache = new FrameCache<Snapshot>(({ pages }) =>
    pages.reduce((bytes, { length }) => bytes + length, 0),
  );

  constructor(signals: SignalStore) {
    this.#signals = signals;
  }

  /** At least one page: an empty book is told, too. `newest` is the message the book is at. */
  pages(newest: number, filter: Filter, now: number): readonly string[] {
    const key = `${newest} ${filterKey(filter)}`;
    const shared = this.#cache.get(key);
    if (shared !== undefined && shared.until > now) return shared.pages;

    let until = Infinity;
    const signals: string[] = [];
    const isWanted = toPredicate(filter);
    for (const signal of this.#signals.open(now)) {
      if (!isWanted(signal)) continue;
      until = Math.min(until, expiresAt(signal));
      signals.push(snapshotSignal(signal));
    }
    return this.#cache.set(key, { pages: pagesOf(newest, signals), until }).pages;
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
