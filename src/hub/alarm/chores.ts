// The alarm's chores are session timers, the backlog, source status and pruning. Then the next alarm is set.

import { errorName, logEvent } from "../../log.ts";
import { nextTimerAt, runDueTimers } from "../../sockets/sessions/session-timers.ts";
import type { Services } from "../services.ts";

type ChoreServices = Pick<
  Services,
  "alarm" | "backlog" | "connections" | "log" | "publisher" | "signals" | "sourceStatus"
>;

/** When a failed chore runs again, milliseconds. */
const RETRY_MS = 30_000;

interface Chore {
  readonly name: string;
  readonly run: () => void;
  /** When it is due next, Unix milliseconds. `null` for never, or where `run` schedules it. */
  readonly nextAt: () => number | null;
}

/**
 * Runs every chore and schedules the next alarm. Running it twice changes nothing. A failing chore is logged and
 * tried again after `RETRY_MS`, and stops neither the others nor the next alarm. It visits every socket, and its
 * pruning reads every stored signal and every idempotency key.
 */
export function runChores(services: ChoreServices, now: number): void {
  services.alarm.onFired();
  for (const { name, run, nextAt } of choresOf(services, now)) {
    try {
      run();
      services.alarm.scheduleBy(nextAt());
    } catch (error) {
      logEvent("chore.failed", { chore: name, error: errorName(error) });
      services.alarm.scheduleBy(now + RETRY_MS);
    }
  }
}

function choresOf(services: ChoreServices, now: number): readonly Chore[] {
  const { backlog, connections, log, publisher, signals, sourceStatus } = services;
  return [
    {
      name: "session-timers",
      run: () => runDueTimers(connections, now),
      nextAt: () => nextTimerAt(connections, connections.index.sockets()),
    },
    { name: "backlog", run: () => void backlog.sendToAll(now), nextAt: () => null },
    { name: "source-status", run: () => sourceStatus.evaluate(now), nextAt: () => null },
    {
      name: "prune",
      run: () => publisher.prune(now),
      nextAt: () => earliest(log.nextPruneAt(), signals.nextPruneAt()),
    },
  ];
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
