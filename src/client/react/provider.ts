// Gives a client to the hooks below it.

import { createContext, createElement, useContext, useEffect, type ReactNode } from "react";
import type { SignalClient } from "../signal-client.ts";
import { retain } from "./ref-count.ts";

const ClientContext = createContext<SignalClient | null>(null);

/**
 * The properties of `SignalProvider`.
 *
 * @example
 * ```tsx
 * import { SignalProvider, type SignalProviderProps } from "signal-hub/react";
 *
 * export function Feed(props: SignalProviderProps) {
 *   return <SignalProvider {...props} enabled={props.enabled ?? navigator.onLine} />;
 * }
 * ```
 */
export interface SignalProviderProps {
  /** A client made outside of rendering, as a constant or by `useState(() => new SignalClient(…))`. */
  readonly client: SignalClient;
  /** Whether the client is connected. `true` by default. */
  readonly enabled?: boolean;
  readonly children?: ReactNode;
}

/**
 * Gives a client to the hooks below it. The client stays connected while the provider is mounted and `enabled`.
 *
 * @example
 * ```tsx
 * import { SignalClient } from "signal-hub/client";
 * import { SignalProvider, useSignals } from "signal-hub/react";
 *
 * const client = new SignalClient({ url: "wss://signals.example.com", token: "eyJ…" });
 *
 * const Count = () => <p>{useSignals().length} open</p>;
 *
 * export const App = () => <SignalProvider client={client}><Count /></SignalProvider>;
 * ```
 */
export function SignalProvider({
  client,
  enabled = true,
  children,
}: SignalProviderProps): ReactNode {
  useEffect(() => (enabled ? retain(client) : undefined), [client, enabled]);
  return createElement(ClientContext.Provider, { value: client }, children);
}

/**
 * The client of the provider above. Throws an `Error` where there is none.
 *
 * @example
 * ```tsx
 * import { useSignalClient } from "signal-hub/react";
 *
 * export function OnlyBitcoin() {
 *   const client = useSignalClient();
 *   return <button onClick={() => client.setFilter({ coin_name: ["BTC"] })}>BTC</button>;
 * }
 * ```
 */
export function useSignalClient(): SignalClient {
  const client = useContext(ClientContext);
  if (client === null) throw new Error("Put a <SignalProvider client={…}> above this component");
  return client;
}
