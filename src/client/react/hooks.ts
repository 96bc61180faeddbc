// The hooks over a client. A component renders again only when the value it reads has changed.

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

/** Reads a value of the client, again after each event of the given type. A server renders `serverValue`. */
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
 * The open signals that pass `where`, newest first. Without `where` all of them. The array stays the same until one of
 * them changes, and so does each signal. `memo` on the rows then saves their rendering.
 *
 * @example
 * ```tsx
 * import { useSignals } from "signal-hub/react";
 *
 * export function Signals() {
 *   const signals = useSignals(({ data }) => (data.spread ?? 0) >= 0.005);
 *   return <ol>{signals.map(({ key, data }) => <li key={key}>{data.coin_name}</li>)}</ol>;
 * }
 * ```
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

/**
 * One open signal by its `key`, or by its `id`. Give the type too where types share ids. `undefined` for a closed one.
 *
 * @example
 * ```tsx
 * import { useSignal } from "signal-hub/react";
 *
 * export function Spread({ id }: { readonly id: number }) {
 *   const signal = useSignal(id, "funding_rate");
 *   return <span>{signal?.raw.spread ?? "closed"}</span>;
 * }
 * ```
 */
export function useSignal(id: number | string, signalType?: string): OpenSignal | undefined {
  return useClientValue("signals", (client) => client.signal(id, signalType), undefined);
}

/**
 * How the client is connected.
 *
 * @example
 * ```tsx
 * import { useConnection } from "signal-hub/react";
 *
 * export function Status() {
 *   const connection = useConnection();
 *   return <p>{connection.status === "stopped" ? connection.reason : connection.status}</p>;
 * }
 * ```
 */
export function useConnection(): Connection {
  return useClientValue("connection", (client) => client.connection, IDLE);
}

/**
 * The producers that announced how often they post, by name.
 *
 * @example
 * ```tsx
 * import { useSources } from "signal-hub/react";
 *
 * export function Producers() {
 *   const sources = Object.entries(useSources());
 *   return <ul>{sources.map(([name, { state }]) => <li key={name}>{name}: {state}</li>)}</ul>;
 * }
 * ```
 */
export function useSources(): Readonly<Record<string, Source>> {
  return useClientValue("sources", (client) => client.sources, NO_SOURCES);
}

/**
 * Calls the handler of the latest render at each event, for example for an alert. Don't alert on replayed messages.
 *
 * @example
 * ```tsx
 * import { useSignalEvent } from "signal-hub/react";
 *
 * export function Alerts({ muted }: { readonly muted: boolean }) {
 *   useSignalEvent(
 *     "new_signal",
 *     ({ data, replayed }) => {
 *       if (!replayed) new Notification(data.coin_name ?? "A new signal");
 *     },
 *     { enabled: !muted },
 *   );
 *   return null;
 * }
 * ```
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
