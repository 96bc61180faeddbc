// The state of the connection, its figures, and the state of the producers.

import type { ReactNode } from "react";
import type { Connection } from "../../client/index.ts";
import { useConnection, useSignalClient, useSources } from "../../client/react/index.ts";
import { useNow } from "./clock.ts";
import { useBoardView } from "./feed/board-feed.ts";
import type { Texts } from "./texts/en.ts";
import { useTexts } from "./texts/use-texts.ts";

/** The state, with cursor and latency while live, and with the age of the data otherwise. */
export function StatusBar(): ReactNode {
  const connection = useConnection();
  const texts = useTexts();
  return (
    <div className="status">
      <span role="status" className={`state ${connection.status}`}>
        {stateText(connection, texts)}
      </span>
      {connection.status === "live" ? <Figures /> : <AsOf connection={connection} />}
    </div>
  );
}

/** The producers with an expected interval, and whether they keep it. */
export function Sources(): ReactNode {
  const sources = Object.entries(useSources());
  const texts = useTexts();
  if (sources.length === 0) return null;
  return (
    <ul className="sources" aria-label={texts.sources}>
      {sources.map(([name, { state, last_at: lastAt }]) => (
        <li key={name} className={state} title={lastAt ?? undefined}>
          {name} <b>{texts.source[state]}</b>
        </li>
      ))}
    </ul>
  );
}

function Figures(): ReactNode {
  const texts = useTexts();
  const client = useSignalClient();
  const { cursor } = useBoardView();
  // The latency is read from the client once a second.
  useNow();
  const { p50, p99, roundTrip } = client.latency;
  const ms = (value: number | null) => (value === null ? "–" : texts.milliseconds(value));
  return (
    <dl className="figures">
      <div>
        <dt className="muted">{texts.cursor}</dt>
        <dd className="digits">{cursor?.split(":")[1] ?? "–"}</dd>
      </div>
      <div title={texts.latencyHint}>
        <dt className="muted">{texts.latency}</dt>
        <dd className="digits">
          {ms(p50)} / {ms(p99)}
        </dd>
      </div>
      <div>
        <dt className="muted">{texts.roundTrip}</dt>
        <dd className="digits">{ms(roundTrip)}</dd>
      </div>
    </dl>
  );
}

/** The time of the last contact, and the seconds until the next attempt. */
function AsOf({ connection }: { readonly connection: Connection }): ReactNode {
  const texts = useTexts();
  const now = useNow();
  const { lastSeenAt } = useBoardView();
  return (
    <span className="as-of">
      {lastSeenAt !== null && <b>{texts.asOf(new Date(lastSeenAt).toLocaleTimeString())}</b>}
      {connection.status === "waiting" && (
        <span className="muted">
          {texts.retryIn(
            Math.max(0, Math.ceil((connection.until - now) / 1_000)),
            connection.reason,
          )}
        </span>
      )}
    </span>
  );
}

function stateText({ status }: Connection, texts: Texts): string {
  return status === "catching-up" ? texts.catchingUp : texts[status];
}
