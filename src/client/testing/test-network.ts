// A line between a client and the feed: what is said arrives in order, after as long as the network takes.

import type { TestClock } from "./test-clock.ts";

/** What the network does to everything that crosses it. */
export interface Network {
  /** Milliseconds, one way. */
  delayMs: number;
  /** Milliseconds that each frame takes after the one before it. */
  slowMs: number;
  /** Whether it swallows everything, without a word to either side. */
  cut: boolean;
}

/** One direction. */
export class TestChannel {
  readonly #clock: TestClock;
  readonly #network: Network;
  #busyUntil = 0;
  /** What was swallowed once is never made good: the connection is dead, and nobody was told. */
  #dead = false;

  constructor(clock: TestClock, network: Network) {
    this.#clock = clock;
    this.#network = network;
  }

  /** Brings `arrive` about at the other end, after all that was sent before. */
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
