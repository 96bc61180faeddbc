// The page of somebody who is signed in.

import { useEffect, useState, type ReactNode } from "react";
import { SignalClient, type FilterRequest } from "../../client/index.ts";
import { SignalProvider, useConnection, useSignalEvent } from "../../client/react/index.ts";
import type { CloseReason } from "../../protocol/close-codes.ts";
import { parseUrlFilter, toUrlQuery } from "./filters/url-filter.ts";
import { Alerts } from "./alerts.tsx";
import { BoardFeed } from "./feed/board-feed.ts";
import { Filters } from "./filters/filters.tsx";
import { Collapsible } from "./collapsible.tsx";
import { SignalDetail } from "./detail/signal-detail.tsx";
import { SignalTable } from "./table/signal-table.tsx";
import { Sources } from "./sources.tsx";
import { StatusBar } from "./status-bar.tsx";
import { useTexts } from "./texts/use-texts.ts";
import { AlertSwitches } from "./alert-switches.tsx";
import { AppearanceSettings } from "../shared/appearance-settings.tsx";
import { BoardContext, useBoardFeed, useBoardView } from "./feed/use-board.ts";

interface BoardProps {
  readonly token: string;
  readonly onRefused: (reason: CloseReason) => void;
  readonly onSignOut: () => void;
}

/** One client for as long as the token is the same: give it `key={token}`. */
export function Board({ token, onRefused, onSignOut }: BoardProps): ReactNode {
  const [session] = useState(() => {
    const filter = parseUrlFilter(location.search);
    const client = new SignalClient({ url: "/ws/signals", token, filter });
    return { client, feed: new BoardFeed(client, token) };
  });
  return (
    <SignalProvider client={session.client}>
      <BoardContext value={session.feed}>
        <StopListener onRefused={onRefused} />
        <Alerts />
        <Page onSignOut={onSignOut} />
      </BoardContext>
    </SignalProvider>
  );
}

function StopListener({ onRefused }: Pick<BoardProps, "onRefused">): ReactNode {
  const connection = useConnection();
  useEffect(() => {
    if (connection.status === "stopped") onRefused(connection.reason);
  }, [connection, onRefused]);
  return null;
}

function Page({ onSignOut }: Pick<BoardProps, "onSignOut">): ReactNode {
  const texts = useTexts();
  const feed = useBoardFeed();
  const { signals, loaded } = useBoardView();
  const [filter, setFilter] = useState<FilterRequest>(() => parseUrlFilter(location.search));
  const [chosen, setChosen] = useState<string | null>(null);
  const [gap, setGap] = useState(false);
  const { status } = useConnection();
  // A filter of one's own making is no loss.
  useSignalEvent("gap", ({ reason }) => setGap(reason !== "filter_changed"));

  function onFilter(next: FilterRequest): void {
    setFilter(next);
    // No request, and no step in the history.
    history.replaceState(null, "", location.pathname + toUrlQuery(next));
    feed.setFilter(next);
  }

  return (
    <div className={chosen === null ? "page" : "page chosen"}>
      <header className="top">
        <h1>{texts.title}</h1>
        <StatusBar />
        <Sources />
        <Collapsible title={texts.settings}>
          <div className="tools">
            <AlertSwitches />
            <AppearanceSettings />
            <button type="button" onClick={onSignOut}>
              {texts.signOut}
            </button>
          </div>
        </Collapsible>
      </header>
      <main>
        <Collapsible title={texts.filters}>
          <Filters filter={filter} signals={signals} onFilter={onFilter} />
        </Collapsible>
        {gap && (
          <p className="gap-notice" role="alert">
            {texts.gapNotice}{" "}
            <button type="button" onClick={() => setGap(false)}>
              {texts.close}
            </button>
          </p>
        )}
        <p className="count quiet">{loaded ? texts.shown(signals.length) : texts.loading}</p>
        <div className={status === "live" ? "signals" : "signals old"}>
          <SignalTable signals={signals} chosen={chosen} onChoose={setChosen} />
          {loaded && signals.length === 0 && <p className="none quiet">{texts.none}</p>}
        </div>
        {chosen !== null && (
          <SignalDetail key={chosen} signal={feed.signal(chosen)} onClose={() => setChosen(null)} />
        )}
      </main>
      <footer className="quiet">
        <a href="https://www.tradingview.com/lightweight-charts/" rel="noreferrer">
          {texts.charts}
        </a>
      </footer>
    </div>
  );
}
