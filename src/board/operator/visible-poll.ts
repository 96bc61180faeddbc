// Asks again and again while somebody looks at the page, and not at all while nobody does.

/** What a poll needs of a document. */
export interface Sight {
  readonly hidden: boolean;
  addEventListener(type: "visibilitychange", listener: () => void): void;
  removeEventListener(type: "visibilitychange", listener: () => void): void;
}

export interface Timers {
  set(run: () => void, ms: number): number;
  clear(timer: number): void;
}

/**
 * Calls `ask` at once, and `everyMs` after each time that it is over: a slow answer is never overtaken.
 * Coming back into sight asks at once. Ends with the function that it returns.
 */
export function pollWhileVisible(
  ask: () => Promise<void>,
  everyMs: number,
  sight: Sight,
  timers: Timers,
): () => void {
  let timer: number | null = null;
  let asking = false;
  let ended = false;

  function wait(): void {
    if (!ended && !sight.hidden) timer = timers.set(() => void look(), everyMs);
  }

  async function look(): Promise<void> {
    timer = null;
    if (ended || asking || sight.hidden) return;
    asking = true;
    try {
      await ask();
    } finally {
      asking = false;
      wait();
    }
  }

  function seen(): void {
    if (timer !== null) timers.clear(timer);
    timer = null;
    if (!sight.hidden) void look();
  }

  sight.addEventListener("visibilitychange", seen);
  void look();
  return () => {
    ended = true;
    if (timer !== null) timers.clear(timer);
    sight.removeEventListener("visibilitychange", seen);
  };
}
