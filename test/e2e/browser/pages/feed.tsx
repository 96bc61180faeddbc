// A page with the provider and the hooks under StrictMode, as a developer would write it.

import { memo, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { SignalClient, sharedConnection } from "signal-hub/client";
import {
  SignalProvider,
  useConnection,
  useSignal,
  useSignalEvent,
  useSignals,
} from "signal-hub/react";
import { RECORDED } from "./recorded.ts";

declare global {
  /** The test defines it. */
  function tokenFor(reason: string): Promise<string>;
}

const query = new URLSearchParams(location.search);
const share = query.get("share");

const client = new SignalClient({
  url: query.get("url") ?? "",
  token: (reason) => tokenFor(reason),
  ...(share !== null && { sharedConnection: sharedConnection(share) }),
});
client.on("connection", ({ status }) => RECORDED.push(status));
client.on("gap", ({ reason }) => RECORDED.push(`gap ${reason}`));

function Page() {
  const [enabled, setEnabled] = useState(true);
  return (
    <SignalProvider client={client} enabled={enabled}>
      <button type="button" onClick={() => setEnabled(!enabled)}>
        {enabled ? "leave" : "enter"}
      </button>
      <State />
      <Events />
      <Signals />
    </SignalProvider>
  );
}

function State() {
  return <output>{useConnection().status}</output>;
}

/** The sequence numbers of all messages, in the order of their events. */
function Events() {
  const [seqs, setSeqs] = useState<readonly number[]>([]);
  useSignalEvent("message", ({ seq }) => setSeqs((before) => [...before, seq]));
  return <pre>{seqs.join(" ")}</pre>;
}

function Signals() {
  const signals = useSignals();
  return (
    <ol>
      {signals.map(({ key, id }) => (
        <Signal key={key} id={id} />
      ))}
    </ol>
  );
}

const renders = new Map<number | string, number>();
Object.assign(globalThis, { rendersOf: (id: number | string) => renders.get(id) ?? 0 });

const Signal = memo(({ id }: { readonly id: number | string }) => {
  const signal = useSignal(id);
  renders.set(id, (renders.get(id) ?? 0) + 1);
  return <li data-id={String(id)}>{signal?.raw.spread}</li>;
});

createRoot(document.querySelector("#root") ?? document.body).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
