// `signal-hub/react`: the feed in components.

export { SignalProvider, useSignalClient, type SignalProviderProps } from "./provider.ts";
export { useConnection, useSignal, useSignalEvent, useSignals, useSources } from "./hooks.ts";
export { useWebSocketSignals } from "./use-web-socket-signals.ts";
