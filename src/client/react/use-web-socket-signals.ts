// The hook of CryptoTracker's guide, with the same arguments and the same result, over a client.

import { useEffect, useMemo, useState } from "react";
import { SignalClient } from "../signal-client.ts";
import type { OpenSignal, SignalMessage } from "../feed/signals.ts";
import { retain } from "./ref-count.ts";

/** The address of the guide's examples. */
const GUIDE_URL = "ws://localhost:8000/ws/signals";

type Data = OpenSignal["data"];
type SeenSignal = Pick<OpenSignal, "key" | "data">;

/**
 * The `data` of the signals since the component was mounted, newest first and merged with their updates. It connects
 * while there is a token. Components with the same token share one connection. None leaves a socket behind.
 *
 * @example
 * ```tsx
 * import { useWebSocketSignals } from "signal-hub/react";
 *
 * export function Signals({ token }: { readonly token: string | null }) {
 *   const signals = useWebSocketSignals(token, { url: "wss://signals.example.com" });
 *   return <ol>{signals.map(({ id, coin_name }) => <li key={id}>{coin_name}</li>)}</ol>;
 * }
 * ```
 */
export function useWebSocketSignals(
  token: string | null | undefined,
  { url = GUIDE_URL }: { readonly url?: string } = {},
): readonly Data[] {
  const [seen, setSeen] = useState<readonly SeenSignal[]>([]);

  useEffect(() => {
    if (!token) return;
    const key = `${url} ${token}`;
    const client = clients.get(key) ?? new SignalClient({ url, token });
    clients.set(key, client);
    const offMessage = client.on("message", (message) =>
      setSeen((before) => withMessage(before, message)),
    );
    // The open signals make up for lost messages.
    const offGap = client.on("gap", () =>
      setSeen((before) => mergeOpenSignals(before, client.signals)),
    );
    const release = retain(client, () => clients.delete(key));
    return () => {
      offMessage();
      offGap();
      release();
    };
  }, [token, url]);

  return useMemo(() => seen.map(({ data }) => data), [seen]);
}

/** The connected clients by address and token. */
const clients = new Map<string, SignalClient>();

function withMessage(seen: readonly SeenSignal[], message: SignalMessage): readonly SeenSignal[] {
  const { key, data } = message;
  if (message.type === "new_signal") return [{ key, data }, ...seen];
  return seen.map((one) => (one.key === key ? { key, data: { ...one.data, ...data } } : one));
}

function mergeOpenSignals(
  seen: readonly SeenSignal[],
  open: readonly OpenSignal[],
): readonly SeenSignal[] {
  const openData = new Map(open.map(({ key, data }) => [key, data]));
  const updated = seen.map(({ key, data }) => ({ key, data: openData.get(key) ?? data }));
  const seenKeys = new Set(seen.map(({ key }) => key));
  return [
    ...open.filter(({ key }) => !seenKeys.has(key)).map(({ key, data }) => ({ key, data })),
    ...updated,
  ];
}
