// Polling that pauses while the page is hidden.

/** The part of `document` that a poll needs. */
export interface PageVisibility {
  readonly hidden: boolean;
  addEventListener(type: "visibilitychange", listener: () => void): void;
  removeEventListener(type: "visibilitychange", listener: () => void): void;
}

/** `setTimeout` and `clearTimeout`. */
export interface Timers {
  set(run: () => void, ms: number): number;
  clear(timer: number): void;
}

/**
 * Calls `poll` at once, and again `intervalMs` after each call has settled. Two calls never overlap. A page that becomes
 * visible polls at once. The returned function ends it.
 */
export function pollWhileVisible(
  poll: () => Promise<void>,
  intervalMs: number,
  visibility: PageVisibility,
  timers: Timers,
): () => void {
  let timer: number | null = null;
  let polling = false;
  let stopped = false;

  function schedule(): void {
    if (!stopped && !visibility.hidden) timer = timers.set(() => void runPoll(), intervalMs);
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
