// The hub's pace: a signal that comes alone goes out at once; while the runtime is still pushing the last
// fan-out, signals gather and leave together.

import { LIMITS } from "../protocol/limits.ts";
import type { Audience, Judged } from "./audience.ts";
import type { Broadcast } from "./broadcast.ts";
import type { CatchUp } from "./catch-up.ts";
import type { Counters } from "./counters.ts";

/** So many that gathered during one push are a burst: then ingest is given as long as the push took. */
const BURST_MESSAGES = 8;

/**
 * How long ingest has the hub to itself after a push, milliseconds. A burst is cheaper the more gathers; a
 * feed that is merely brisk would only come later.
 */
export function pauseAfter(pushMs: number, gathered: number): number {
  if (gathered < 2) return 0;
  return Math.min(pushMs, LIMITS.gatherMs) * Math.min(1, gathered / BURST_MESSAGES);
}

export class Pump {
  readonly #ctx: Pick<DurableObjectState, "waitUntil">;
  readonly #audience: Audience;
  readonly #broadcast: Broadcast;
  readonly #catchUp: CatchUp;
  readonly #counters: Counters;
  #pushing = false;
  #lastMs: number | null = null;

  constructor(
    ctx: Pick<DurableObjectState, "waitUntil">,
    audience: Audience,
    broadcast: Broadcast,
    catchUp: CatchUp,
    counters: Counters,
  ) {
    this.#ctx = ctx;
    this.#audience = audience;
    this.#broadcast = broadcast;
    this.#catchUp = catchUp;
    this.#counters = counters;
  }

  /** How long the last push took that is over, milliseconds; `null` before the first. */
  get lastMs(): number | null {
    return this.#lastMs;
  }

  /** Sends the changes now, or with whatever else gathers. */
  send(judged: Judged): void {
    if (judged.changes.length === 0) return;
    this.#audience.offer(judged);
    // The hub must not sleep on what gathered.
    if (!this.#pushing) this.#ctx.waitUntil(this.#push());
  }

  /** Clocked by its own pushes: no timer outlives the burst. The first frames leave in the offer's own turn. */
  async #push(): Promise<void> {
    this.#pushing = true;
    try {
      do {
        const began = Date.now();
        this.#counters.pushed(this.#audience.gathered);
        this.#broadcast.begin();
        const frames = await this.#sendAll();
        // Nobody wanted it: there is nothing to drain.
        if (frames === 0) continue;
        await scheduler.wait(0);
        // The platform's clock stands still while code runs: the push can be timed only from here.
        const ms = Math.max(0, Date.now() - began);
        this.#lastMs = ms;
        this.#counters.pushTook(ms);
        const pause = pauseAfter(ms, this.#audience.gathered);
        if (pause > 0) await scheduler.wait(pause);
      } while (this.#audience.gathered > 0);
    } finally {
      this.#pushing = false;
    }
  }

  /**
   * Some sockets a turn: the first frames are on their way before the last are queued, and no more than a turn's
   * worth is held in memory. Answers how many frames that were.
   */
  async #sendAll(): Promise<number> {
    let frames = this.#broadcast.sendSome(Date.now());
    while (!this.#broadcast.over) {
      await scheduler.wait(0);
      frames += this.#broadcast.sendSome(Date.now());
    }
    this.#counters.add("frames", frames);
    this.#catchUp.feedAll(Date.now());
    return frames;
  }
}
