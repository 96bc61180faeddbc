// Asks again and again while somebody looks at the page, and not at all while nobody does.

/** What a poll needs of a document. */
export interface PageVisibility {
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
  poll: () => Promise<void>,
  everyMs: number,
  visibility: PageVisibility,
  timers: Timers,
): () => void {
  let timer: number | null = null;
  let polling = false;
  let stopped = false;

  function schedule(): void {
    if (!stopped && !visibility.hidden) timer = timers.set(() => void runPoll(), everyMs);
  }

  async function runPoll(): Promise<void> {
    timer = null;
    if (stopped || polling || visibility.hidden) return;
    polling = true;
    try {
      await poll();
    } finally {
      polling = false;
      schedule();
    }
  }

  function onVisibilityChange(): void {
    if (timer !== null) timers.clear(timer);
    timer = null;
    if (!visibility.hidden) void runPoll();
  }

  visibility.addEventListener("visibilitychange", onVisibilityChange);
  void runPoll();
  return () => {
    stopped = true;
    if (timer !== null) timers.clear(timer);
    visibility.removeEventListener("visibilitychange", onVisibilityChange);
  };
}
