// The runtime of a client in a feed in memory. Its sockets and streams lead into the feed.

import type { PageEvent, Platform } from "../platform/platform.ts";
import type { TestClock } from "./test-clock.ts";
import { TestChannel, type Network } from "./test-network.ts";
import type { ClientEnd, TestSession } from "./test-session.ts";
import { TestSocket } from "./test-socket.ts";
import { openTestStream } from "./test-stream.ts";

/** The close code of a connection without a close frame (RFC 6455 section 7.1.5). */
export const BROKEN = 1006;

/** The feed behind a runtime. */
export interface PlatformHost {
  readonly clock: TestClock;
  readonly network: Network;
  readonly random: () => number;
  /** A client opens a connection. It may still fail. */
  readonly onAttempt: () => void;
  /** Accepts or rejects a connection that reached the service. */
  readonly admit: (url: URL, token: string, client: ClientEnd) => TestSession;
  readonly watchPage: (listener: (event: PageEvent) => void) => () => void;
}

/** A runtime with the clock, the network and the page of its host. */
export function testPlatform(host: PlatformHost): Platform {
  const { clock, random, watchPage } = host;
  const server = {
    connect: (url: URL, token: string, socket: TestSocket) => openSocket(host, url, token, socket),
  };
  return {
    WebSocket: class extends TestSocket {
      constructor(url: string, protocols: readonly string[]) {
        super(server, url, protocols);
      }
    },
    fetch: (url, init) => openStream(host, new URL(url), init),
    now: () => clock.now,
    random,
    after: (ms, callback) => clock.after(ms, callback),
    watchPage,
  };
}

function openSocket(
  { clock, network, onAttempt, admit }: PlatformHost,
  url: URL,
  token: string,
  socket: TestSocket,
): { send(text: string): void; leave(): void } {
  onAttempt();
  const down = new TestChannel(clock, network);
  const up = new TestChannel(clock, network);
  if (network.socketsBlocked || network.down) {
    down.send(() => socket.end(BROKEN, ""));
    return { send: () => undefined, leave: () => undefined };
  }
  let session: TestSession | undefined;
  up.send(() => {
    session = admit(url, token, {
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

function openStream(
  { clock, network, onAttempt, admit }: PlatformHost,
  url: URL,
  { headers, signal }: RequestInit,
): Promise<Response> {
  onAttempt();
  const token = new Headers(headers).get("Authorization")?.slice("Bearer ".length) ?? "";
  const down = new TestChannel(clock, network);
  if (network.down) {
    return new Promise((_, reject) => down.send(() => reject(new TypeError("fetch failed"))));
  }
  return openTestStream(down, clock, signal ?? null, (client) => admit(url, token, client));
}
