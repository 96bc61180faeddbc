// The hub's pace: a signal that comes alone goes out at once; while the runtime is still pushing the last
// fan-out, signals gather and leave together.

import { LIMITS } from "../protocol/limits.ts";
import type { Audience } from "./audience.ts";
import type { CatchUp } from "./catch-up.ts";
import type { Change } from "./change.ts";

export class Pump {
  readonly #ctx: Pick<DurableObjectState, "waitUntil">;
  readonly #audience: Audience;
  readonly #catchUp: CatchUp;
  #pushing = false;

  constructor(ctx: Pick<DurableObjectState, "waitUntil">, audience: Audience, catchUp: CatchUp) {
    this.#ctx = ctx;
    this.#audience = audience;
    this.#catchUp = catchUp;
  }

  /** Sends the changes now, or with whatever else gathers; answers to how many sockets each goes. */
  offer(changes: readonly Change[]): number[] {
    const recipients = this.#audience.offer(changes);
    // The hub must not sleep on what gathered.
    if (!this.#pushing) this.#ctx.waitUntil(this.#push());
    return recipients;
  }

  /** Clocked by its own pushes: no timer outlives the burst. The first push is in the offer's own turn. */
  async #push(): Promise<void> {
    this.#pushing = true;
    try {
      do {
        const began = Date.now();
        this.#audience.push(began);
        this.#catchUp.feedAll(began);
        await scheduler.wait(0);
        if (this.#audience.gathered > 1) {
          await scheduler.wait(Math.min(Date.now() - began, LIMITS.gatherMs));
        }
      } while (this.#audience.gathered > 0);
    } finally {
      this.#pushing = false;
    }
  }
}
