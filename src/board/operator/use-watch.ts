// What the watcher knows, for components; a new key is a new watcher.

import { useMemo, useSyncExternalStore } from "react";
import { readLog, readStats } from "./service.ts";
import { pollWhileVisible, type Timers } from "./visible-poll.ts";
import { Watcher, type Senses, type Watch } from "./watcher.ts";

const TIMERS: Timers = {
  set: (run, ms) => window.setTimeout(run, ms),
  clear: (timer) => window.clearTimeout(timer),
};

const BROWSER: Senses = {
  readStats,
  readLog,
  poll: (ask, everyMs) => pollWhileVisible(ask, everyMs, document, TIMERS),
  now: Date.now,
};

export function useWatch(key: string): readonly [watch: Watch, follow: (follows: boolean) => void] {
  const watcher = useMemo(() => new Watcher(key, BROWSER), [key]);
  return [useSyncExternalStore(watcher.subscribe, watcher.watch), watcher.follow];
}
