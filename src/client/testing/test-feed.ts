// A feed in memory: the service, its network and its clock, for tests of whatever uses the client.

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
import { TestChannel, type Network } from "./test-network.ts";
import { TestLog, type LogEntry } from "./test-log.ts";
import { parseTestMessage, type TestMessage } from "./test-message.ts";
import { TestSession, type ClientEnd, type SessionEnv } from "./test-session.ts";
import { TestSocket } from "./test-socket.ts";
import { openTestStream } from "./test-stream.ts";

/** The close code of a connection that broke without a close frame (RFC 6455 section 7.4.1). */
const BROKEN = 1006;

const HOUR_MS = 3_600_000;

/**
 * Speaks as the service does, on a clock of its own: nothing happens until `advance` lets time pass. Give a client its
 * `url`, `token` and `platform`:
 *
 *     const feed = new TestFeed();
 *     const client = new SignalClient({ ...feed.options });
 *     client.connect();
 *     await feed.advance(100);
 */
export class TestFeed {
  readonly url = "wss://feed.test/ws/signals";
  readonly clock: TestClock;
  readonly #random: () => number;
  readonly #network: Network = { delayMs: 0, slowMs: 0, cut: false };
  readonly #sessions = new Set<TestSession>();
  readonly #pageListeners = new Set<(sign: PageEvent) => void>();
  readonly #log = new TestLog("test1");
  #blocked = false;
  #down = false;
  #rejection: CloseReason | null = null;
  #tokens = 1;
  #sources: Readonly<Record<string, SourceStatus>> = {};
  #attempts: number[] = [];

  constructor(options: { readonly now?: number; readonly random?: () => number } = {}) {
    this.clock = new TestClock(options.now ?? Date.UTC(2026, 0, 1));
    this.#random = options.random ?? Math.random;
  }

  /** What a client needs to live here. */
  get options(): { url: string; token: () => string; platform: Platform } {
    return { url: this.url, token: () => this.token(), platform: this.platform };
  }

  /** A token that is good now. */
  readonly token = (): string => `token-${this.#tokens}`;

  /** A place to run in: its sockets and streams lead here, its clock is this one. */
  get platform(): Platform {
    const server = {
      connect: (url: URL, token: string, socket: TestSocket) => this.#open(url, token, socket),
    };
    return {
      WebSocket: class extends TestSocket {
        constructor(url: string, protocols: readonly string[]) {
          super(server, url, protocols);
        }
      },
      fetch: (url, init) => this.#fetch(new URL(url), init),
      now: () => this.clock.now,
      random: this.#random,
      after: (ms, callback) => this.clock.after(ms, callback),
      watchPage: (listener) => {
        this.#pageListeners.add(listener);
        return () => this.#pageListeners.delete(listener);
      },
    };
  }

  /** Open connections, as the service sees them. */
  get connections(): number {
    return this.#sessions.size;
  }

  /** When each connection was tried, Unix milliseconds. */
  get attempts(): readonly number[] {
    return this.#attempts;
  }

  /** The position of the newest message, `<epoch>:<seq>`. */
  get cursor(): string {
    const { epoch, newest } = this.#log.range;
    return formatCursor({ epoch, seq: newest });
  }

  /** Lets so many milliseconds pass, and all that they bring about. */
  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  /** Stores messages and sends them, in one frame; returns the position of the last. */
  publish(...messages: readonly TestMessage[]): string {
    this.#log.expire(this.clock.now);
    const entries = messages.map((message): LogEntry =>
      this.#log.append(parseTestMessage(message), this.clock.now),
    );
    for (const session of this.#sessions) session.sendMessages(entries);
    return this.cursor;
  }

  /** Says how producers are. */
  report(sources: Readonly<Record<string, SourceStatus>>): void {
    this.#sources = sources;
    for (const session of this.#sessions) session.send(statusFrame(sources));
  }

  // Faults

  /** Every connection ends: broken, or closed with a row of the table of refusals. */
  drop(code?: CloseReason): void {
    for (const session of Array.from(this.#sessions)) {
      if (code === undefined) session.end(BROKEN, "");
      else session.closeWith(code);
    }
  }

  /** Everything that crosses takes this long, one way, from now on. */
  delay(ms: number): void {
    this.#network.delayMs = ms;
  }

  /** Each frame takes this long after the one before it, from now on. */
  slow(ms: number): void {
    this.#network.slowMs = ms;
  }

  /** The network swallows everything and tells nobody, until `restore`. */
  cut(): void {
    this.#network.cut = true;
  }

  restore(): void {
    this.#network.cut = false;
    this.#down = false;
    this.#blocked = false;
    this.#rejection = null;
  }

  /** The service is gone: connections break, and new ones fail, until `restore`. */
  stop(): void {
    this.#down = true;
    this.drop();
  }

  /** A proxy lets no socket through, until `restore`; event streams pass. */
  blockSockets(): void {
    this.#blocked = true;
  }

  /** New connections are refused, until `restore`. */
  refuse(code: CloseReason): void {
    this.#rejection = code;
  }

  /** Every token given so far is no good any more, and connections that hold one end. */
  expireToken(): void {
    this.#tokens += 1;
    this.drop("unauthorized");
  }

  /** Access runs out in a minute unless it is renewed. */
  warnOfExpiry(): void {
    for (const session of this.#sessions) session.send(tokenExpiringFrame(this.clock.now + 60_000));
  }

  /** The service will close: each client has so many milliseconds to move. */
  drain(afterMs: number): void {
    for (const session of this.#sessions) session.send(reconnectFrame("deploy", afterMs));
  }

  /** The log begins another life: no position is good any more. */
  changeEpoch(): void {
    const { epoch } = this.#log.range;
    this.#log.startEpoch(`test${Number(epoch.slice(4)) + 1}`);
    this.drop();
  }

  /** The log forgets its messages: whoever missed some can't get them back. */
  prune(): void {
    this.#log.prune();
  }

  /** What the page knows of its network, or that it is in front again. */
  page(event: PageEvent): void {
    for (const listener of this.#pageListeners) listener(event);
  }

  // Connections

  #open(url: URL, token: string, socket: TestSocket): { send(text: string): void; leave(): void } {
    this.#attempts.push(this.clock.now);
    const down = new TestChannel(this.clock, this.#network);
    const up = new TestChannel(this.clock, this.#network);
    if (this.#blocked || this.#down) {
      down.send(() => socket.end(BROKEN, ""));
      return { send: () => undefined, leave: () => undefined };
    }
    let session: TestSession | undefined;
    up.send(() => {
      session = this.#admit(url, token, {
        frame: (text) => down.send(() => socket.receive(text)),
        close: (code, reason) => down.send(() => socket.end(code, reason)),
      });
      session.armIdleTimer();
    });
    return {
      send: (text) => up.send(() => session?.onFrame(text)),
      leave: () => up.send(() => session?.end(1000, "")),
    };
  }

  #fetch(url: URL, { headers, signal }: RequestInit): Promise<Response> {
    this.#attempts.push(this.clock.now);
    const token = new Headers(headers).get("Authorization")?.slice("Bearer ".length) ?? "";
    const down = new TestChannel(this.clock, this.#network);
    if (this.#down) {
      return new Promise((_, reject) => down.send(() => reject(new TypeError("fetch failed"))));
    }
    return openTestStream(down, this.clock, signal ?? null, (client) =>
      this.#admit(url, token, client),
    );
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
