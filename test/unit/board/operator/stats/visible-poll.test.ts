// The poll: every so often while somebody looks, never two at a time, and not while nobody looks.

import { describe, it } from "vitest";
import { pollWhileVisible } from "../../../../../src/board/operator/stats/visible-poll.ts";

/** A page that is looked at or not, timers that ring when told, and a service that answers when told. */
class FakePage {
  hidden = false;
  polls = 0;
  #onVisibilityChange: (() => void) | undefined;
  #onTimer: (() => void) | undefined;
  #respond: (() => void) | undefined;
  readonly #stop: () => void;

  constructor() {
    const sight = {
      isHidden: () => this.hidden,
      get hidden(): boolean {
        return this.isHidden();
      },
      addEventListener: (_: string, listener: () => void) => {
        this.#onVisibilityChange = listener;
      },
      removeEventListener: () => {
        this.#onVisibilityChange = undefined;
      },
    };
    const timers = {
      set: (run: () => void) => {
        this.#onTimer = run;
        return 1;
      },
      clear: () => {
        this.#onTimer = undefined;
      },
    };
    this.#stop = pollWhileVisible(() => this.#poll(), 2_000, sight, timers);
  }

  get waits(): boolean {
    return this.#onTimer !== undefined;
  }

  async answer(): Promise<void> {
    this.#respond?.();
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  }

  fireTimer(): void {
    const onTimer = this.#onTimer;
    this.#onTimer = undefined;
    onTimer?.();
  }

  turn(to: "hidden" | "seen"): void {
    this.hidden = to === "hidden";
    this.#onVisibilityChange?.();
  }

  stop(): void {
    this.#stop();
  }

  #poll(): Promise<void> {
    this.polls += 1;
    return new Promise((resolve) => {
      this.#respond = resolve;
    });
  }
}

describe("a poll", () => {
  it("asks at once, and again after each answer", async ({ expect }) => {
    const page = new FakePage();
    expect(page.polls).toBe(1);
    expect(page.waits).toBe(false);

    await page.answer();
    expect(page.waits).toBe(true);
    page.fireTimer();

    expect(page.polls).toBe(2);
  });

  it("rests while nobody looks, and asks at once when somebody does", async ({ expect }) => {
    const stage = new FakePage();
    await stage.answer();

    stage.turn("hidden");
    expect(stage.waits).toBe(false);
    stage.turn("seen");

    expect(stage.polls).toBe(2);
  });

  it("does not go on when the page was left during a question", async ({ expect }) => {
    const stage = new FakePage();
    stage.turn("hidden");

    await stage.answer();

    expect(stage.waits).toBe(false);
  });

  it("never asks twice at a time", async ({ expect }) => {
    const stage = new FakePage();
    stage.turn("hidden");
    stage.turn("seen");
    expect(stage.polls).toBe(1);

    await stage.answer();

    expect(stage.waits).toBe(true);
  });

  it("ends", async ({ expect }) => {
    const stage = new FakePage();
    stage.stop();

    await stage.answer();
    stage.turn("seen");

    expect(stage.waits).toBe(false);
    expect(stage.polls).toBe(1);
  });
});
