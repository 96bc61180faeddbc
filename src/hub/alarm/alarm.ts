// The hub's one alarm: whatever is due next, it rings then and no other timer runs.

import { LIMITS } from "../../protocol/limits.ts";
import type { Counters } from "../telemetry/counters.ts";

export class AlarmScheduler {
  readonly #storage: DurableObjectStorage;
  readonly #counters: Counters;
  #at: number | null = null;

  constructor(storage: DurableObjectStorage, counters: Counters) {
    this.#storage = storage;
    this.#counters = counters;
  }

  /** Learns after a sleep what was set before it. */
  async load(): Promise<void> {
    this.#at = await this.#storage.getAlarm();
  }

  /** Rings no later than this, Unix milliseconds. Costs a row only where it moves the alarm. */
  scheduleBy(due: number | null): void {
    if (due === null) return;
    const now = Date.now();
    // The platform takes no alarm before 1970 or after 2189: what is overdue rings now, and what is far
    // away rings early and is set again.
    const at = Math.min(Math.max(due, now), now + LIMITS.alarmAheadMs);
    if (this.#at !== null && this.#at <= at) return;
    this.#at = at;
    // Not awaited: the write joins the turn's other writes, and the output gate waits for them all.
    void this.#storage.setAlarm(at);
    this.#counters.add("rows");
  }

  /** The alarm rang: nothing is set until somebody asks again. */
  onFired(): void {
    this.#at = null;
  }
}
