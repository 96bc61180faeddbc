// Keeps a client connected while at least one component uses it.

import type { SignalClient } from "../signal-client.ts";

/** StrictMode and hot reload remount a component at once. The connection outlives that, milliseconds. */
const RELEASE_DELAY_MS = 50;

interface RefCount {
  count: number;
  releaseTimer: ReturnType<typeof setTimeout> | undefined;
}

const refCounts = new WeakMap<object, RefCount>();

/**
 * Connects the client for one component. Returns a function for its unmount. Shortly after the last unmount the client
 * closes, and `onRelease` is called.
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
