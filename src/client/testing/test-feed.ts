// A feed in memory: the service, its network and its clock, for tests of code that uses the client.

import type { CloseReason } from "../../protocol/close-codes.ts";
import { parseFilterQuery } from "../../protocol/filter.ts";
import { formatCursor, parseCursor } from "../../protocol/cursor.ts";
import {
  reconnectFrame,
  statusFrame,
  tokenExpiringFrame,
  type SourceStatus,
} from "../../protocol/server-messages.ts";
import type { PageEvent, Platform } from "../platform/platform.ts";
import { TestClock } from "./test-clock.ts";
import { TestLog, type LogEntry } from "./test-log.ts";
import { parseTestMessage, type TestMessage } from "./test-message.ts";
import type { Network } from "./test-network.ts";
import { BROKEN, testPlatform } from "./test-platform.ts";
import { TestSession, type ClientEnd, type SessionEnv } from "./test-session.ts";

const HOUR_MS = 3_600_000;

/**
 * Speaks like the service, by the same rules of the wire, on a clock of its own. Nothing happens until `advance` lets
 * time pass. A client lives in it with the feed's `options`.
 *
 * @example
 * ```ts
 * import { SignalClient } from "signal-hub/client";
 * import { TestFeed } from "signal-hub/testing";
 *
 * const feed = new TestFeed();
 * const client = new SignalClient(feed.options).connect();
 * await feed.advance(100);
 * feed.publish({ type: "new_signal", signal_type: "funding_rate", data: { id: 1, spread: 0.5 } });
 * feed.drop();
 * await feed.advance(5_000);
 * console.log(client.signals.length, client.connection.status); // 1 live
 * ```
 */
export class TestFeed {
  /** The address of the feed. */
  readonly url = "wss://feed.test/ws/signals";
  /** The clock of the service and of the clients. */
  readonly clock: TestClock;
  readonly #random: () => number;
  readonly #network: Network = {
    delayMs: 0,
    slowMs: 0,
    cut: false,
    down: false,
    socketsBlocked: false,
  };
  readonly #sessions = new Set<TestSession>();
  readonly #pageListeners = new Set<(event: PageEvent) => void>();
  readonly #log = new TestLog("test1");
  #rejection: CloseReason | null = null;
  #tokens = 1;
  #sources: Readonly<Record<string, SourceStatus>> = {};
  #attempts: number[] = [];

  /** `now` is Unix milliseconds, by default the first of January 2026. `random` gives a number in [0, 1). */
  constructor(options: { readonly now?: number; readonly random?: () => number } = {}) {
    this.clock = new TestClock(options.now ?? Date.UTC(2026, 0, 1));
    this.#random = options.random ?? Math.random;
  }

  /** The options of a client in this feed. */
  get options(): { url: string; token: () => string; platform: Platform } {
    return { url: this.url, token: () => this.token(), platform: this.platform };
  }

  /** A valid token. */
  readonly token = (): string => `token-${this.#tokens}`;

  /** A runtime with the feed's network and clock. */
  get platform(): Platform {
    return testPlatform({
      clock: this.clock,
      network: this.#network,
      random: this.#random,
      onAttempt: () => this.#attempts.push(this.clock.now),
      admit: (url, token, client) => this.#admit(url, token, client),
      watchPage: (listener) => {
        this.#pageListeners.add(listener);
        return () => this.#pageListeners.delete(listener);
      },
    });
  }

  /** The number of open connections on the service's side. */
  get connections(): number {
    return this.#sessions.size;
  }

  /** The moment of each attempt to connect, Unix milliseconds. */
  get attempts(): readonly number[] {
    return this.#attempts;
  }

  /** The cursor of the newest message, `<epoch>:<seq>`. */
  get cursor(): string {
    const { epoch, newest } = this.#log.range;
    return formatCursor({ epoch, seq: newest });
  }

  /** Lets so many milliseconds pass, with everything due in them. */
  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  /** Stores messages and sends them in one frame. Returns the new cursor. Throws a `TypeError` at an invalid one. */
  publish(...messages: readonly TestMessage[]): string {
    this.#log.expire(this.clock.now);
    const entries = messages.map((message): LogEntry =>
      this.#log.append(parseTestMessage(message), this.clock.now),
    );
    for (const session of this.#sessions) session.sendMessages(entries);
    return this.cursor;
  }

  /** Sends the states of the producers. */
  report(sources: Readonly<Record<string, SourceStatus>>): void {
    this.#sources = sources;
    for (const session of this.#sessions) session.send(statusFrame(sources));
  }

  // Faults

  /** Ends every connection, with a close reason or, without one, as a broken network does. */
  drop(code?: CloseReason): void {
    for (const session of Array.from(this.#sessions)) {
      if (code === undefined) session.end(BROKEN, "");
      else session.closeWith(code);
    }
  }

  /** Every frame takes so many milliseconds, one way, from now on. */
  delay(ms: number): void {
    this.#network.delayMs = ms;
  }

  /** Every frame comes at least so many milliseconds after the one before it, from now on. */
  slow(ms: number): void {
    this.#network.slowMs = ms;
  }

  /** The network swallows every frame without an error, until `restore`. */
  cut(): void {
    this.#network.cut = true;
  }

  /** Ends `cut`, `stop`, `blockSockets` and `refuse`. */
  restore(): void {
    this.#network.cut = false;
    this.#network.down = false;
    this.#network.socketsBlocked = false;
    this.#rejection = null;
  }

  /** The service is down. Connections break and new ones fail, until `restore`. */
  stop(): void {
    this.#network.down = true;
    this.drop();
  }

  /** A proxy blocks WebSockets and lets event streams pass, until `restore`. */
  blockSockets(): void {
    this.#network.socketsBlocked = true;
  }

  /** New connections are rejected, until `restore`. */
  refuse(code: CloseReason): void {
    this.#rejection = code;
  }

  /** Makes every token so far invalid. Connections with one end. */
  expireToken(): void {
    this.#tokens += 1;
    this.drop("unauthorized");
  }

  /** Announces the end of access in a minute. */
  warnOfExpiry(): void {
    for (const session of this.#sessions) session.send(tokenExpiringFrame(this.clock.now + 60_000));
  }

  /** Asks every client to reconnect within so many milliseconds, as before a deploy. */
  drain(afterMs: number): void {
    for (const session of this.#sessions) session.send(reconnectFrame("deploy", afterMs));
  }

  /** Starts another epoch of the log. No cursor can be resumed from. */
  changeEpoch(): void {
    const { epoch } = this.#log.range;
    this.#log.startEpoch(`test${Number(epoch.slice(4)) + 1}`);
    this.drop();
  }

  /** Deletes the messages and keeps the open signals. A resume fails. */
  prune(): void {
    this.#log.prune();
  }

  /** The page goes online or offline, or comes to the front. */
  page(event: PageEvent): void {
    for (const listener of this.#pageListeners) listener(event);
  }

  #admit(url: URL, token: string, client: ClientEnd): TestSession {
    const filter = parseFilterQuery(url.searchParams);
    const session = new TestSession(this.#env(), client, filter.ok ? filter.value : {});
    this.#sessions.add(session);
    const rejection = this.#rejectionOf(token) ?? (filter.ok ? null : "query_invalid");
    const since = url.searchParams.get("since");
    if (rejection === null) {
      const id = `connection-${this.#attempts.length}`;
      session.accept(
        id,
        since === null ? null : parseCursor(since),
        this.clock.now + HOUR_MS,
        this.#sources,
      );
    } else session.closeWith(rejection);
    return session;
  }

  #rejectionOf(token: string): CloseReason | null {
    return this.#rejection ?? (token === this.token() ? null : "unauthorized");
  }

  #env(): SessionEnv {
    return {
      log: this.#log,
      now: () => this.clock.now,
      after: (ms, callback) => this.clock.after(ms, callback),
      accessExpiry: (token) => (token === this.token() ? this.clock.now + HOUR_MS : null),
      onClosed: (session) => this.#sessions.delete(session),
    };
  }
}
