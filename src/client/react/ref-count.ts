// How long a client stays connected for React: while at least one component holds it.

import type { SignalClient } from "../signal-client.ts";

/** A tick longer than any component that only seems to leave: StrictMode and hot reload put it back at once. */
const RELEASE_DELAY_MS = 50;

interface RefCount {
  count: number;
  releaseTimer: ReturnType<typeof setTimeout> | undefined;
}

const refCounts = new WeakMap<object, RefCount>();

/**
 * Connects the client, and returns what gives it up: a moment after nobody holds it any more it is closed, and
 * `forget` is called.
 */
export function retain(
  client: Pick<SignalClient, "connect" | "close">,
  onRelease: () => void = () => undefined,
): () => void {
  const refCount = refCounts.get(client) ?? { count: 0, releaseTimer: undefined };
  refCounts.set(client, refCount);
  refCount.count += 1;
  clearTimeout(refCount.releaseTimer);
  client.connect();
  let released = false;
  return () => {
    if (released) return;
    released = true;
    refCount.count -= 1;
    if (refCount.count > 0) return;
    refCount.releaseTimer = setTimeout(() => {
      client.close();
      onRelease();
    }, RELEASE_DELAY_MS);
  };
}
