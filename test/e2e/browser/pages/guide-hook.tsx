// The guide's hook, or the client's drop-in for it, in a component.

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { useWebSocketSignals as dropIn } from "signal-hub/react";
import { useWebSocketSignals as guide } from "guide/useWebSocketSignals.js";

const query = new URLSearchParams(location.search);
const useSignals = query.has("drop-in")
  ? (token: string) => dropIn(token, { url: query.get("url") ?? "" })
  : guide;

function Signals({ token }: { readonly token: string }) {
  const signals = useSignals(token);
  return (
    <ol>
      {signals.map((signal) => (
        <li key={String(signal.id)}>
          {String(signal.id)} {String(signal["spread"])}
        </li>
      ))}
    </ol>
  );
}

const signals = <Signals token={query.get("token") ?? ""} />;
createRoot(document.querySelector("#root") ?? document.body).render(
  // The guide's hook leaves a socket behind under StrictMode. The drop-in doesn't.
  query.has("drop-in") ? <StrictMode>{signals}</StrictMode> : signals,
);
