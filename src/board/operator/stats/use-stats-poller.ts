// The stats poller for components, with the browser's own requests, timers and visibility.

import { useMemo, useSyncExternalStore } from "react";
import { readLog, readStats } from "../service.ts";
import { StatsPoller, type PollerDeps, type PollerState } from "./stats-poller.ts";
import { pollWhileVisible, type Timers } from "./visible-poll.ts";

const BROWSER_TIMERS: Timers = {
  set: (run, ms) => window.setTimeout(run, ms),
  clear: (timer) => window.clearTimeout(timer),
};

const BROWSER_DEPS: PollerDeps = {
  readStats,
  readLog,
  poll: (run, intervalMs) => pollWhileVisible(run, intervalMs, document, BROWSER_TIMERS),
  now: Date.now,
};

/** The state of a poller for the key, and the switch for its tail. Another key starts another poller. */
export function useStatsPoller(
  key: string,
): readonly [state: PollerState, setFollowing: (following: boolean) => void] {
  const poller = useMemo(() => new StatsPoller(key, BROWSER_DEPS), [key]);
  return [useSyncExternalStore(poller.subscribe, poller.state), poller.setFollowing];
}
