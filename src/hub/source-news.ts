// What is told of the sources: a change of state, to every v2 client and to the operator.

import { classOf, logEvent } from "../events.ts";
import { statusFrame } from "../protocol/server-frames.ts";
import type { Audience } from "./audience.ts";
import type { Sources } from "./sources.ts";
import { tellAll } from "./upkeep.ts";
import type { WakeUp } from "./wake-up.ts";

export class SourceNews {
  readonly #audience: Audience;
  readonly #sources: Sources;
  readonly #wakeUp: WakeUp;

  constructor(audience: Audience, sources: Sources, wakeUp: WakeUp) {
    this.#audience = audience;
    this.#sources = sources;
    this.#wakeUp = wakeUp;
  }

  /** The source says how often it posts, seconds; `null` takes that back. Either is told. */
  expect(name: string, everySeconds: number | null, now: number): void {
    this.#sources.expect(name, everySeconds, now);
    this.#judge(now);
    this.#tell(now);
  }

  /**
   * Judges every source; a change is told, and the next one waited for. Throws nothing: it comes after posts
   * that are stored and sent.
   */
  judge(now: number): void {
    try {
      if (this.#judge(now)) this.#tell(now);
      else this.#wakeUp.by(this.#sources.nextJudgement(now));
    } catch (error) {
      logEvent("storage.failed", { error: classOf(error) });
    }
  }

  #judge(now: number): boolean {
    const changed = this.#sources.judge(now);
    for (const [source, state] of changed) logEvent("source.changed", { source, state });
    return changed.length > 0;
  }

  #tell(now: number): void {
    tellAll(this.#audience, statusFrame(this.#sources.statuses() ?? {}));
    this.#wakeUp.by(this.#sources.nextJudgement(now));
  }
}
