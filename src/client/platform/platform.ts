// Everything a client needs of the runtime. A test replaces it.

/**
 * The client's part of a WebSocket. The platform's own class has it, and so has the class of `ws`.
 *
 * @example
 * ```ts
 * import type { Socket } from "signal-hub/client";
 *
 * function logged(socket: Socket): Socket {
 *   socket.addEventListener("close", ({ code, reason }) => console.log(code, reason));
 *   return socket;
 * }
 * ```
 */
export interface Socket {
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: SocketClose) => void): void;
  addEventListener(type: "error", listener: () => void): void;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

/** The close frame of a socket. Its `code` is 1006 where the connection broke (RFC 6455 section 7.1.5). */
export interface SocketClose {
  readonly code: number;
  readonly reason: string;
}

/**
 * A change of the page's network, or its return to the front.
 *
 * @example
 * ```ts
 * import { TestFeed } from "signal-hub/testing";
 * import type { PageEvent } from "signal-hub/client";
 *
 * const feed = new TestFeed();
 * const events: PageEvent[] = ["offline", "online"];
 * for (const event of events) feed.page(event);
 * ```
 */
export type PageEvent = "online" | "offline" | "page-visible";

/**
 * The runtime of a client: its network, clock, chance and page. By default it is the real one.
 *
 * @example
 * ```ts
 * import { SignalClient, type Platform } from "signal-hub/client";
 *
 * // Only server-sent events, at a quarter of a second more for each timer.
 * const platform: Platform = {
 *   fetch: (url, init) => fetch(url, init),
 *   now: Date.now,
 *   random: Math.random,
 *   after(ms, callback) {
 *     const timer = setTimeout(callback, ms + 250);
 *     return () => clearTimeout(timer);
 *   },
 *   watchPage: () => () => undefined,
 * };
 * new SignalClient({ url: "wss://signals.example.com", token: "eyJ…", platform }).connect();
 * ```
 */
export interface Platform {
  /** Absent where there are no sockets. */
  readonly WebSocket?: new (url: string, protocols: string[]) => Socket;
  /** Absent where there are no event streams. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Unix milliseconds. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Calls back once after so many milliseconds. The returned function cancels the call. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back at each event of the page. The returned function ends that. */
  watchPage(listener: (event: PageEvent) => void): () => void;
}

/** The real runtime: a browser, Node 22, Bun, Deno or a Worker. */
export function thisPlatform(): Platform {
  const { WebSocket, fetch } = globalThis;
  return {
    ...(typeof WebSocket === "function" && { WebSocket }),
    ...(typeof fetch === "function" && { fetch: fetch.bind(globalThis) }),
    now: Date.now,
    random: Math.random,
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    watchPage,
  };
}

/** The watched part of a page. Other runtimes have no document. */
interface Page extends Watched {
  readonly document?: Watched & { readonly visibilityState: string };
}

interface Watched {
  addEventListener(type: string, listener: () => void, options: { signal: AbortSignal }): void;
}

function watchPage(listener: (event: PageEvent) => void): () => void {
  const page = globalThis as unknown as Page; // SAFETY: only a page has a document.
  const { document } = page;
  if (document === undefined) return () => undefined;
  const watching = new AbortController();
  const { signal } = watching;
  const onVisible = () => {
    if (document.visibilityState === "visible") listener("page-visible");
  };
  page.addEventListener("online", () => listener("online"), { signal });
  page.addEventListener("offline", () => listener("offline"), { signal });
  // `pageshow` ends a stay in the back-forward cache. `resume` ends a freeze.
  page.addEventListener("pageshow", onVisible, { signal });
  document.addEventListener("resume", onVisible, { signal });
  document.addEventListener("visibilitychange", onVisible, { signal });
  return () => watching.abort();
}
