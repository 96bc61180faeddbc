// Polling while the page is visible.

import { describe, it } from "vitest";
import { pollWhileVisible } from "../../../../../src/board/operator/stats/visible-poll.ts";

/** A page under the control of the test, with visibility, timer and response. */
class FakePage {
  hidden = false;
  polls = 0;
  #onVisibilityChange: (() => void) | undefined;
  #onTimer: (() => void) | undefined;
  #respond: (() => void) | undefined;
  readonly #stop: () => void;

  constructor() {
    const visibility = {
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
    this.#stop = pollWhileVisible(() => this.#poll(), 2_000, visibility, timers);
  }

  get isWaiting(): boolean {
    return this.#onTimer !== undefined;
  }

  async respond(): Promise<void> {
    this.#respond?.();
    for (let microtask = 0; microtask < 5; microtask += 1) await Promise.resolve();
  }

  fireTimer(): void {
    const onTimer = this.#onTimer;
    this.#onTimer = undefined;
    onTimer?.();
  }

  setVisibility(to: "hidden" | "visible"): void {
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
  it("polls at once, and again after each response", async ({ expect }) => {
    const page = new FakePage();
    expect(page.polls).toBe(1);
    expect(page.isWaiting).toBe(false);

    await page.respond();
    expect(page.isWaiting).toBe(true);
    page.fireTimer();

    expect(page.polls).toBe(2);
  });

  it("pauses while the page is hidden, and polls at once when it becomes visible", async ({
    expect,
  }) => {
    const page = new FakePage();
    await page.respond();

    page.setVisibility("hidden");
    expect(page.isWaiting).toBe(false);
    page.setVisibility("visible");

    expect(page.polls).toBe(2);
  });

  it("stays paused when the page was hidden during a poll", async ({ expect }) => {
    const page = new FakePage();
    page.setVisibility("hidden");

    await page.respond();

    expect(page.isWaiting).toBe(false);
  });

  it("never runs twice at a time", async ({ expect }) => {
    const page = new FakePage();
    page.setVisibility("hidden");
    page.setVisibility("visible");
    expect(page.polls).toBe(1);

    await page.respond();

    expect(page.isWaiting).toBe(true);
  });

  it("ends when it is stopped", async ({ expect }) => {
    const page = new FakePage();
    page.stop();

    await page.respond();
    page.setVisibility("visible");

    expect(page.isWaiting).toBe(false);
    expect(page.polls).toBe(1);
  });
});
