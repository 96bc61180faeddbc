// What a client takes from the place it runs in, so that a test can be that place.

/** The part of the platform's own WebSocket that is used. */
export interface Socket {
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: SocketClose) => void): void;
  addEventListener(type: "error", listener: () => void): void;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

export interface SocketClose {
  readonly code: number;
  readonly reason: string;
}

/** What a page knows of its network, and that it is in front again. */
export type PageEvent = "online" | "offline" | "page-visible";

export interface Platform {
  /** Absent where there are no sockets at all. */
  readonly WebSocket?: new (url: string, protocols: string[]) => Socket;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Unix milliseconds. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Calls back once, after so many milliseconds, unless the function that it returns is called before. */
  after(ms: number, callback: () => void): () => void;
  /** Tells of the page's signs until the function that it returns is called. */
  watchPage(listener: (event: PageEvent) => void): () => void;
}

/** A browser, Node 22, Bun, Deno or a Worker. */
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

/** The part of a page that is watched; nothing else has a document. */
interface Page extends Watched {
  readonly document?: Watched & { readonly visibilityState: string };
}

interface Watched {
  addEventListener(type: string, listener: () => void, options: { signal: AbortSignal }): void;
}

function watchPage(listener: (event: PageEvent) => void): () => void {
  const page = globalThis as unknown as Page; // SAFETY: what isn't a page has no document.
  const { document } = page;
  if (document === undefined) return () => undefined;
  const watching = new AbortController();
  const { signal } = watching;
  const onVisible = () => {
    if (document.visibilityState === "visible") listener("page-visible");
  };
  page.addEventListener("online", () => listener("online"), { signal });
  page.addEventListener("offline", () => listener("offline"), { signal });
  // `pageshow` ends a stay in the back-forward cache, `resume` a freeze.
  page.addEventListener("pageshow", onVisible, { signal });
  document.addEventListener("resume", onVisible, { signal });
  document.addEventListener("visibilitychange", onVisible, { signal });
  return () => watching.abort();
}
