// The network between a client and the feed. Frames arrive in order, after the delay of the network.

import type { TestClock } from "./test-clock.ts";

/** The state of the network. It holds for every connection. */
export interface Network {
  /** The delay of a frame, one way, milliseconds. */
  delayMs: number;
  /** The least time between two frames, milliseconds. */
  slowMs: number;
  /** Whether frames vanish without an error. */
  cut: boolean;
  /** Whether the service can be reached at all. */
  down: boolean;
  /** Whether a proxy blocks WebSockets. */
  socketsBlocked: boolean;
}

/** One direction of a connection. */
export class TestChannel {
  readonly #clock: TestClock;
  readonly #network: Network;
  #busyUntil = 0;
  /** A connection that lost a frame stays dead, and neither side learns of it. */
  #dead = false;

  constructor(clock: TestClock, network: Network) {
    this.#clock = clock;
    this.#network = network;
  }

  /** Calls `deliver` at the other end, after everything sent before. */
  send(deliver: () => void): void {
    if (this.#isDead()) return;
    const { now } = this.#clock;
    const { delayMs, slowMs } = this.#network;
    this.#busyUntil = Math.max(now + delayMs, this.#busyUntil + slowMs);
    this.#clock.after(this.#busyUntil - now, () => {
      if (!this.#isDead()) deliver();
    });
  }

  #isDead(): boolean {
    this.#dead ||= this.#network.cut;
    return this.#dead;
  }
}
