// How long a client stays connected for React: while at least one component holds it.

import type { SignalClient } from "../signal-client.ts";

/** A tick longer than any component that only seems to leave: StrictMode and hot reload put it back at once. */
const LET_GO_MS = 50;

interface Held {
  holders: number;
  letGo: ReturnType<typeof setTimeout> | undefined;
}

const held = new WeakMap<object, Held>();

/**
 * Connects the client, and returns what gives it up: a moment after nobody holds it any more it is closed, and
 * `forget` is called.
 */
export function hold(
  client: Pick<SignalClient, "connect" | "close">,
  forget: () => void = () => undefined,
): () => void {
  const holding = held.get(client) ?? { holders: 0, letGo: undefined };
  held.set(client, holding);
  holding.holders += 1;
  clearTimeout(holding.letGo);
  client.connect();
  let given = false;
  return () => {
    if (given) return;
    given = true;
    holding.holders -= 1;
    if (holding.holders > 0) return;
    holding.letGo = setTimeout(() => {
      client.close();
      forget();
    }, LET_GO_MS);
  };
}
