// A socket's end, told once to whoever watches: counted, logged, measured.

import { logEvent } from "../events.ts";
import type { Counters, Departure } from "./counters.ts";
import type { Measurements } from "./measurements.ts";
import type { Session } from "./session.ts";

export class Departures {
  readonly #counters: Counters;
  readonly #measurements: Measurements;

  constructor(counters: Counters, measurements: Measurements) {
    this.#counters = counters;
    this.#measurements = measurements;
  }

  /** `code` is the close code: ours, or the client's; `null` where there was none. */
  left(session: Session, why: Departure, code: number | null): void {
    const { connectionId, dialect, joinedAt } = session;
    const now = Date.now();
    this.#counters.add(`ended ${why}`);
    this.#measurements.left(session, why, code, now);
    const seconds = Math.max(0, Math.round((now - joinedAt) / 1_000));
    logEvent("socket.ended", { why, code, connection: connectionId, dialect, seconds });
  }
}
