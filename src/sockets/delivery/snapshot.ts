// The snapshot sends the open signals inside a filter, newest first, in pages, and then `live`.

import { filterKey, type Filter } from "../../protocol/filter.ts";
import { toPredicate } from "../../protocol/filter-match.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { liveFrame, snapshotFrame, snapshotSignal } from "../../protocol/server-messages.ts";
import type { Directory } from "../ports/directory.ts";
import type { MessageLog } from "../ports/messages.ts";
import { FrameCache } from "./frame-cache.ts";

interface SnapshotDeps {
  readonly log: MessageLog;
  readonly directory: Directory;
}

interface Snapshot {
  readonly pages: readonly string[];
  /** When the first of its signals ends, Unix milliseconds. From then on it is outdated. */
  readonly until: number;
}

/** Makes and sends snapshots. Equal filters at the same message share one. */
export class Snapshots {
  readonly #deps: SnapshotDeps;
  readonly #cache = new FrameCache<Snapshot>(({ pages }) =>
    pages.reduce((size, { length }) => size + length, 0),
  );

  constructor(deps: SnapshotDeps) {
    this.#deps = deps;
  }

  /**
   * Sends every page and `live`. The snapshot is of the log's newest message, so the socket's cursor is there too.
   * All pages are sent in this turn, so a stalled socket buffers the whole snapshot.
   */
  send(socket: WebSocket, filter: Filter, now: number): void {
    const { newest } = this.#deps.log.range();
    for (const page of this.#pages(newest, filter, now)) socket.send(page);
    socket.send(liveFrame(newest));
  }

  /** At least one page, also without open signals. */
  #pages(newest: number, filter: Filter, now: number): readonly string[] {
    const key = `${newest} ${filterKey(filter)}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined && cached.until > now) return cached.pages;

    let until = Infinity;
    const signals: string[] = [];
    const isWanted = toPredicate(filter);
    for (const signal of this.#deps.directory.openSignals(now)) {
      if (!isWanted(signal)) continue;
      until = Math.min(until, signal.endsAt);
      signals.push(snapshotSignal(signal));
    }
    return this.#cache.set(key, { pages: pagesOf(newest, signals), until }).pages;
  }
}

function pagesOf(newest: number, signals: readonly string[]): readonly string[] {
  const pages: string[][] = [];
  let remaining = 0;
  for (const signal of signals) {
    const page = pages.at(-1);
    if (page === undefined || remaining < signal.length) {
      pages.push([signal]);
      remaining = LIMITS.joinedFrameBytes - signal.length;
    } else {
      page.push(signal);
      remaining -= signal.length;
    }
  }
  if (pages.length === 0) return [snapshotFrame(newest, [], false)];
  return pages.map((page, index) => snapshotFrame(newest, page, index < pages.length - 1));
}
