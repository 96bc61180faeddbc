// The client that the hooks below it use.

import { createContext, createElement, useContext, useEffect, type ReactNode } from "react";
import type { SignalClient } from "../signal-client.ts";
import { retain } from "./ref-count.ts";

const ClientContext = createContext<SignalClient | null>(null);

export interface SignalProviderProps {
  /** Made outside of rendering: a module's constant, or `useState(() => new SignalClient(…))`. */
  readonly client: SignalClient;
  /** Whether to be connected; `true` unless given. */
  readonly enabled?: boolean;
  readonly children?: ReactNode;
}

/** Gives a client to the hooks below, and keeps it connected while it is mounted and `enabled`. */
export function SignalProvider({
  client,
  enabled = true,
  children,
}: SignalProviderProps): ReactNode {
  useEffect(() => (enabled ? retain(client) : undefined), [client, enabled]);
  return createElement(ClientContext.Provider, { value: client }, children);
}

/** The provider's client. */
export function useSignalClient(): SignalClient {
  const client = useContext(ClientContext);
  if (client === null) throw new Error("Put a <SignalProvider client={…}> above this component");
  return client;
}
