// The page of an operator who is signed in.

import { useEffect, type ReactNode } from "react";
import { Looks } from "../looks.tsx";
import type { KeptSecret } from "../kept-secret.ts";
import { Connections } from "./connections.tsx";
import { Flow } from "./flow.tsx";
import { healthOf } from "./health.ts";
import { LiveTail } from "./live-tail.tsx";
import { Members } from "./members.tsx";
import { MonthCost } from "./month-cost.tsx";
import { PostForm } from "./post-form.tsx";
import { Producers } from "./producers.tsx";
import { useTexts } from "./texts/use-texts.ts";
import { useWatch, type Watched } from "./use-watch.ts";

interface ConsoleProps {
  readonly operatorKey: string;
  readonly producerKey: KeptSecret;
  readonly onRefused: () => void;
  readonly onSignOut: () => void;
}

export function Console(props: ConsoleProps): ReactNode {
  const { operatorKey, producerKey, onRefused, onSignOut } = props;
  const texts = useTexts();
  const watched = useWatch(operatorKey);
  const { history, tail, trouble } = watched;
  const stats = history.at(-1)?.stats;

  useEffect(() => {
    if (trouble?.kind === "key_refused") onRefused();
  }, [trouble, onRefused]);

  return (
    <div className="page">
      <header className="top">
        <h1>{texts.title}</h1>
        <Strip watched={watched} />
        <div className="tools">
          <Looks />
          <button type="button" onClick={onSignOut}>
            {texts.signOut}
          </button>
        </div>
      </header>
      {trouble !== null && (
        <p role="alert" className="trouble">
          {texts.trouble(trouble)}
        </p>
      )}
      <main className={trouble === null ? "cards" : "cards old"}>
        {stats === undefined ? (
          <p className="quiet">{texts.loading}</p>
        ) : (
          <>
            <Connections stats={stats} history={history} />
            <Flow stats={stats} history={history} />
          </>
        )}
        <div className="stack">
          {stats && <Producers sources={stats.sources} />}
          {stats && <MonthCost month={stats.month} />}
          <Members operatorKey={operatorKey} />
        </div>
        <PostForm producerKey={producerKey} />
        <LiveTail tail={tail} />
      </main>
      <footer className="quiet">
        {texts.awake}{" "}
        <a href="https://www.tradingview.com/lightweight-charts/" rel="noreferrer">
          {texts.charts}
        </a>
      </footer>
    </div>
  );
}

/** How the service is, at one glance, and since when that is known. */
function Strip({ watched: { history, trouble } }: { readonly watched: Watched }): ReactNode {
  const texts = useTexts();
  const last = history.at(-1);
  if (last === undefined) return null;
  const health = healthOf(last.stats, trouble === null);
  return (
    <div className="status">
      <span role="status" className={`state ${health.kind}`}>
        {texts.health(health)}
      </span>
      <span className="digits">{texts.asOf(new Date(last.at).toLocaleTimeString())}</span>
    </div>
  );
}
