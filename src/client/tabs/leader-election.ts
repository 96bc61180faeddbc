// Elects the leader among the tabs of a group. A Web Lock decides, and a watchdog replaces a frozen leader.

import type { Platform } from "../platform/platform.ts";

/**
 * A leader sends an update after each ping, every half minute, or every minute in a background tab with slow timers. A
 * leader without one for this time is frozen and still holds the lock, milliseconds.
 */
const LEADER_TIMEOUT_MS = 100_000;

/** Receives the changes of leadership. */
export interface ElectionListener {
  /** This tab leads now. */
  onElected(): void;
  /** Another tab took the lock while this one was frozen. */
  onDeposed(): void;
  /** Whether a silent leader is fine, because it has nothing to send. */
  isLeaderIdle(): boolean;
}

/** The locks of a browser. */
interface LockManager {
  request(
    name: string,
    options: { readonly steal?: boolean },
    onGranted: () => Promise<void>,
  ): Promise<void>;
}

/** One tab's part in the election. It stands for election from its construction until `leave`. */
export class LeaderElection {
  readonly #name: string;
  readonly #platform: Platform;
  readonly #listener: ElectionListener;
  readonly #locks: LockManager;
  readonly #unwatch: () => void;
  #releaseLock: (() => void) | null = null;
  #cancelTimer: () => void = () => undefined;
  #leaderSeenAt: number;
  #closed = false;

  constructor(name: string, platform: Platform, listener: ElectionListener) {
    // SAFETY: `sharedConnection` is for browsers, and they have locks.
    const browser = globalThis as unknown as {
      readonly navigator: { readonly locks: LockManager };
    };
    this.#name = name;
    this.#platform = platform;
    this.#listener = listener;
    this.#locks = browser.navigator.locks;
    this.#leaderSeenAt = platform.now();
    this.#unwatch = platform.watchPage((event) => {
      if (event === "page-visible") this.#checkLeaderAlive();
    });
    this.#requestLock({});
    this.#armWatchdog();
  }

  /** Whether this tab leads. */
  get isLeader(): boolean {
    return this.#releaseLock !== null;
  }

  /** The leader sent something. */
  leaderSeen(): void {
    this.#leaderSeenAt = this.#platform.now();
  }

  /** Gives up the lock. The browser passes it to the next tab in line. */
  leave(): void {
    this.#closed = true;
    this.#unwatch();
    this.#cancelTimer();
    this.#releaseLock?.();
  }

  /** Queues for the lock, or takes it from a frozen leader. */
  #requestLock(options: { readonly steal?: boolean }): void {
    const onGranted = () =>
      this.#closed
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            this.#releaseLock = resolve;
            this.#cancelTimer();
            this.#listener.onElected();
          });
    this.#locks.request(this.#name, options, onGranted).catch(() => {
      // Another tab took the lock, so this one was frozen.
      if (this.#closed) return;
      this.#releaseLock = null;
      this.#listener.onDeposed();
      this.#requestLock({});
      this.#armWatchdog();
    });
  }

  #armWatchdog(): void {
    this.#cancelTimer();
    const due = this.#leaderSeenAt + LEADER_TIMEOUT_MS - this.#platform.now();
    this.#cancelTimer = this.#platform.after(Math.max(due, 1_000), () => {
      this.#checkLeaderAlive();
      if (!this.isLeader && !this.#closed) this.#armWatchdog();
    });
  }

  #checkLeaderAlive(): void {
    if (this.isLeader || this.#closed || this.#listener.isLeaderIdle()) return;
    const now = this.#platform.now();
    if (now - this.#leaderSeenAt < LEADER_TIMEOUT_MS) return;
    // Several tabs may take the lock at once. The last one keeps it, and the others follow.
    this.#leaderSeenAt = now;
    this.#requestLock({ steal: true });
  }
}
