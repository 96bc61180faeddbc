// How the page is connected, how far it is and how quick: always in sight, and never more than is known.

import type { ReactNode } from "react";
import type { Connection } from "../../client/index.ts";
import { useConnection, useSignalClient } from "../../client/react/index.ts";
import { useNow } from "./clock.ts";
import type { Texts } from "./texts/en.ts";
import { useTexts } from "./texts/use-texts.ts";
import { useBoardView } from "./feed/use-board.ts";

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

function Figures(): ReactNode {
  const texts = useTexts();
  const client = useSignalClient();
  const { cursor } = useBoardView();
  useNow();
  const { p50, p99, roundTrip } = client.latency;
  const ms = (value: number | null) => (value === null ? "–" : texts.milliseconds(value));
  return (
    <dl className="figures">
      <div>
        <dt className="quiet">{texts.cursor}</dt>
        <dd className="digits">{cursor?.split(":")[1] ?? "–"}</dd>
      </div>
      <div title={texts.latencyHint}>
        <dt className="quiet">{texts.latency}</dt>
        <dd className="digits">
          {ms(p50)} / {ms(p99)}
        </dd>
      </div>
      <div>
        <dt className="quiet">{texts.roundTrip}</dt>
        <dd className="digits">{ms(roundTrip)}</dd>
      </div>
    </dl>
  );
}

/** What the table shows may be old: since when, and when the next try is. */
function AsOf({ connection }: { readonly connection: Connection }): ReactNode {
  const texts = useTexts();
  const now = useNow();
  const { lastSeenAt } = useBoardView();
  return (
    <span className="as-of">
      {lastSeenAt !== null && <b>{texts.asOf(new Date(lastSeenAt).toLocaleTimeString())}</b>}
      {connection.status === "waiting" && (
        <span className="quiet">
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
