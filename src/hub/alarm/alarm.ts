// The object's one alarm. Every deadline is asked for here, and the earliest one is set.

import { SERVER_LIMITS } from "../../limits.ts";
import type { Alarm } from "../../sockets/ports/host.ts";

interface AlarmDeps {
  readonly storage: DurableObjectStorage;
  /** Called with the rows written. The platform bills one for setting an alarm. */
  readonly onRowsWritten: (rows: number) => void;
}

/** Keeps the alarm's time in memory, so asking for a later one costs nothing. */
export class AlarmScheduler implements Alarm {
  readonly #deps: AlarmDeps;
  #at: number | null = null;

  constructor(deps: AlarmDeps) {
    this.#deps = deps;
  }

  /** Reads the alarm set before hibernation or a reset. */
  async load(): Promise<void> {
    this.#at = await this.#deps.storage.getAlarm();
  }

  scheduleBy(due: number | null): void {
    if (due === null) return;
    const now = Date.now();
    // The platform takes no alarm before 1970 or after 2189. An overdue one is set for now, a distant one for
    // `SERVER_LIMITS.alarmAheadMs` from now, and is set again when it fires.
    const at = Math.min(Math.max(due, now), now + SERVER_LIMITS.alarmAheadMs);
    if (this.#at !== null && this.#at <= at) return;
    this.#at = at;
    // Not awaited. The write joins the turn's other writes, and the output gate waits for all of them.
    void this.#deps.storage.setAlarm(at);
    this.#deps.onRowsWritten(1);
  }

  /** The alarm fired, so none is set any more. */
  onFired(): void {
    this.#at = null;
  }
}
