// What components read of a client. Each is called again only when what it reads has changed.

import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import type { Connection, Source } from "../events.ts";
import type { SignalClientEvents } from "../options.ts";
import type { SignalClient } from "../signal-client.ts";
import type { OpenSignal } from "../feed/signals.ts";
import { useSignalClient } from "./provider.ts";

type Signals = readonly OpenSignal[];

const NONE: Signals = [];
const NO_SOURCES: Readonly<Record<string, Source>> = {};
const IDLE: Connection = { status: "idle" };

/** Reads something of the client, again after each event of the given type. A server renders `absent`. */
function useClientValue<Value>(
  type: keyof SignalClientEvents,
  read: (client: SignalClient) => Value,
  serverValue: Value,
): Value {
  const client = useSignalClient();
  const subscribe = useCallback((changed: () => void) => client.on(type, changed), [client, type]);
  return useSyncExternalStore(
    subscribe,
    () => read(client),
    () => serverValue,
  );
}

/**
 * The open signals, newest first; with `where`, those that it lets through. The same array until one of them changes,
 * and each signal the same object until it changes itself: give rows `memo`.
 */
export function useSignals(where?: (signal: OpenSignal) => boolean): Signals {
  const last = useRef<Signals>(NONE);
  return useClientValue(
    "signals",
    (client) => {
      const now = where === undefined ? client.signals : client.signals.filter(where);
      if (!sameItems(now, last.current)) last.current = now;
      return last.current;
    },
    NONE,
  );
}

/** One open signal, by its id, and by its type where types share ids; `undefined` while it isn't open. */
export function useSignal(id: number | string, signalType?: string): OpenSignal | undefined {
  return useClientValue("signals", (client) => client.signal(id, signalType), undefined);
}

/** How the client is connected. */
export function useConnection(): Connection {
  return useClientValue("connection", (client) => client.connection, IDLE);
}

/** The producers that said how often they post. */
export function useSources(): Readonly<Record<string, Source>> {
  return useClientValue("sources", (client) => client.sources, NO_SOURCES);
}

/**
 * Calls the handler of the latest render at each event: a bell, a notification, a `gap`. Ring only for messages that
 * are not `replayed`.
 */
export function useSignalEvent<Type extends keyof SignalClientEvents>(
  type: Type,
  handler: (value: SignalClientEvents[Type]) => void,
  { enabled = true }: { readonly enabled?: boolean } = {},
): void {
  const client = useSignalClient();
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    if (!enabled) return;
    return client.on(type, (value) => latest.current(value));
  }, [client, type, enabled]);
}

function sameItems(one: Signals, other: Signals): boolean {
  return one.length === other.length && one.every((signal, index) => signal === other[index]);
}
