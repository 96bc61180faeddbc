// What the watcher knows, for components; a new key is a new watcher.

import { useMemo, useSyncExternalStore } from "react";
import { readLog, readStats } from "../service.ts";
import { pollWhileVisible, type Timers } from "./visible-poll.ts";
import { StatsPoller, type Deps, type PollerState } from "./stats-poller.ts";

const TIMERS: Timers = {
  set: (run, ms) => window.setTimeout(run, ms),
  clear: (timer) => window.clearTimeout(timer),
};

const BROWSER: Deps = {
  readStats,
  readLog,
  poll: (ask, everyMs) => pollWhileVisible(ask, everyMs, document, TIMERS),
  now: Date.now,
};

export function useStatsPoller(
  key: string,
): readonly [state: PollerState, follow: (follows: boolean) => void] {
  const poller = useMemo(() => new StatsPoller(key, BROWSER), [key]);
  return [useSyncExternalStore(poller.subscribe, poller.state), poller.follow];
}
