// What the page knows of the service: asked every two seconds while somebody looks.

import { useEffect, useState } from "react";
import { NO_TAIL, readFrom, TAIL_LINES, withPage, type Tail } from "./tail-lines.ts";
import { readLog, readStats } from "./service.ts";
import { withSample, type History } from "./history.ts";
import type { Trouble } from "./trouble.ts";
import { pollWhileVisible, type Timers } from "./visible-poll.ts";

export interface Watched {
  readonly history: History;
  readonly tail: Tail;
  /** What was wrong with the last question; `null` after an answer. */
  readonly trouble: Trouble | null;
}

const NOTHING: Watched = { history: [], tail: NO_TAIL, trouble: null };

const EVERY_MS = 2_000;

const TIMERS: Timers = {
  set: (run, ms) => window.setTimeout(run, ms),
  clear: (timer) => window.clearTimeout(timer),
};

export function useWatch(key: string): Watched {
  const [watched, setWatched] = useState(NOTHING);
  useEffect(() => {
    let tail = NO_TAIL;
    let ended = false;
    const stop = pollWhileVisible(
      async () => {
        const stats = await readStats(key);
        if (ended) return;
        if (!stats.ok) return setWatched((before) => ({ ...before, trouble: stats.error }));
        const from = readFrom(tail, stats.value);
        const page = from === null ? null : await readLog(key, from, TAIL_LINES);
        if (ended) return;
        if (page?.ok === true) tail = withPage(tail, page.value);
        const sample = { at: Date.now(), stats: stats.value };
        const trouble = page === null || page.ok ? null : page.error;
        setWatched(({ history }) => ({ history: withSample(history, sample), tail, trouble }));
      },
      EVERY_MS,
      document,
      TIMERS,
    );
    return () => {
      ended = true;
      stop();
    };
  }, [key]);
  return watched;
}
