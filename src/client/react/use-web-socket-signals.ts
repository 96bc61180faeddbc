// The hook of CryptoTracker's guide: the same arguments, the same result, and a client behind it.

import { useEffect, useMemo, useState } from "react";
import { SignalClient } from "../signal-client.ts";
import type { OpenSignal, SignalMessage } from "../feed/signals.ts";
import { retain } from "./ref-count.ts";

/** Where the guide's examples connect to. */
const GUIDE_URL = "ws://localhost:8000/ws/signals";

type Data = OpenSignal["data"];
type SeenSignal = Pick<OpenSignal, "key" | "data">;

/**
 * The `data` of the signals that came since the component was mounted, newest first, each as it is after its latest
 * update. Connects while there is a token. Components that give the same token share one connection.
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
    // What can't be told any more is in the open signals.
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

/** The clients that are held, by where to and as whom. */
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
