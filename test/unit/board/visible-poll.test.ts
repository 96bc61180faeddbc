// The poll: every so often while somebody looks, never two at a time, and not while nobody looks.

import { describe, it } from "vitest";
import { pollWhileVisible } from "../../../src/board/operator/visible-poll.ts";

/** A page that is looked at or not, timers that ring when told, and a service that answers when told. */
class Stage {
  hidden = false;
  asked = 0;
  #seen: (() => void) | undefined;
  #ring: (() => void) | undefined;
  #answer: (() => void) | undefined;
  readonly #stop: () => void;

  constructor() {
    const sight = {
      isHidden: () => this.hidden,
      get hidden(): boolean {
        return this.isHidden();
      },
      addEventListener: (_: string, listener: () => void) => {
        this.#seen = listener;
      },
      removeEventListener: () => {
        this.#seen = undefined;
      },
    };
    const timers = {
      set: (run: () => void) => {
        this.#ring = run;
        return 1;
      },
      clear: () => {
        this.#ring = undefined;
      },
    };
    this.#stop = pollWhileVisible(() => this.#ask(), 2_000, sight, timers);
  }

  get waits(): boolean {
    return this.#ring !== undefined;
  }

  async answer(): Promise<void> {
    this.#answer?.();
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  }

  ring(): void {
    const ring = this.#ring;
    this.#ring = undefined;
    ring?.();
  }

  turn(to: "hidden" | "seen"): void {
    this.hidden = to === "hidden";
    this.#seen?.();
  }

  stop(): void {
    this.#stop();
  }

  #ask(): Promise<void> {
    this.asked += 1;
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }
}

describe("a poll", () => {
  it("asks at once, and again after each answer", async ({ expect }) => {
    const stage = new Stage();
    expect(stage.asked).toBe(1);
    expect(stage.waits).toBe(false);

    await stage.answer();
    expect(stage.waits).toBe(true);
    stage.ring();

    expect(stage.asked).toBe(2);
  });

  it("rests while nobody looks, and asks at once when somebody does", async ({ expect }) => {
    const stage = new Stage();
    await stage.answer();

    stage.turn("hidden");
    expect(stage.waits).toBe(false);
    stage.turn("seen");

    expect(stage.asked).toBe(2);
  });

  it("does not go on when the page was left during a question", async ({ expect }) => {
    const stage = new Stage();
    stage.turn("hidden");

    await stage.answer();

    expect(stage.waits).toBe(false);
  });

  it("never asks twice at a time", async ({ expect }) => {
    const stage = new Stage();
    stage.turn("hidden");
    stage.turn("seen");
    expect(stage.asked).toBe(1);

    await stage.answer();

    expect(stage.waits).toBe(true);
  });

  it("ends", async ({ expect }) => {
    const stage = new Stage();
    stage.stop();

    await stage.answer();
    stage.turn("seen");

    expect(stage.waits).toBe(false);
    expect(stage.asked).toBe(1);
  });
});
