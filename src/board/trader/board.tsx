// The board of a signed-in trader. It creates the client and lays out the page.

import { useEffect, useState, type ReactNode } from "react";
import { SignalClient, type FilterRequest } from "../../client/index.ts";
import { SignalProvider, useConnection, useSignalEvent } from "../../client/react/index.ts";
import type { CloseReason } from "../../protocol/close-codes.ts";
import { AppearanceSettings } from "../shared/appearance-settings.tsx";
import { useMediaQuery } from "../shared/use-media-query.ts";
import { Alerts, AlertSwitches } from "./alerts.tsx";
import { SignalDetail } from "./detail/signal-detail.tsx";
import { BoardContext, BoardFeed, useBoardFeed, useBoardView } from "./feed/board-feed.ts";
import { Filters } from "./filters/filters.tsx";
import { parseUrlFilter, toUrlQuery } from "./filters/url-filter.ts";
import { Sources, StatusBar } from "./status-bar.tsx";
import { SignalTable } from "./table/signal-table.tsx";
import { useTexts } from "./texts/use-texts.ts";

interface BoardProps {
  /** The user's access token. */
  readonly token: string;
  /** The client has stopped and won't reconnect by itself. */
  readonly onStopped: (reason: CloseReason) => void;
  readonly onSignOut: () => void;
}

/** Creates one client when it mounts. Another token needs another instance. */
export function Board({ token, onStopped, onSignOut }: BoardProps): ReactNode {
  const [session] = useState(() => {
    const filter = parseUrlFilter(location.search);
    const client = new SignalClient({ url: "/ws/signals", token, filter });
    return { client, feed: new BoardFeed(client, token) };
  });
  return (
    <SignalProvider client={session.client}>
      <BoardContext value={session.feed}>
        <StopListener onStopped={onStopped} />
        <Alerts />
        <Page onSignOut={onSignOut} />
      </BoardContext>
    </SignalProvider>
  );
}

function StopListener({ onStopped }: Pick<BoardProps, "onStopped">): ReactNode {
  const connection = useConnection();
  useEffect(() => {
    if (connection.status === "stopped") onStopped(connection.reason);
  }, [connection, onStopped]);
  return null;
}

function Page({ onSignOut }: Pick<BoardProps, "onSignOut">): ReactNode {
  const texts = useTexts();
  const feed = useBoardFeed();
  const { signals, loaded } = useBoardView();
  const [filter, setFilter] = useState<FilterRequest>(() => parseUrlFilter(location.search));
  const [selected, setSelected] = useState<string | null>(null);
  const [gap, setGap] = useState(false);
  const { status } = useConnection();
  // A gap after a change of filter loses nothing.
  useSignalEvent("gap", ({ reason }) => setGap(reason !== "filter_changed"));

  function onFilter(next: FilterRequest): void {
    setFilter(next);
    // The link shows the same signals elsewhere. It adds no entry to the browser's history.
    history.replaceState(null, "", location.pathname + toUrlQuery(next));
    feed.setFilter(next);
  }

  return (
    <div className={selected === null ? "page" : "page selected"}>
      <header className="top-bar">
        <h1>{texts.title}</h1>
        <StatusBar />
        <Sources />
        <Collapsible title={texts.settings}>
          <div className="controls">
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
        <p className="count muted">{loaded ? texts.shown(signals.length) : texts.loading}</p>
        <div className={status === "live" ? "signals" : "signals stale"}>
          <SignalTable signals={signals} selected={selected} onSelect={setSelected} />
          {loaded && signals.length === 0 && <p className="empty muted">{texts.none}</p>}
        </div>
        {selected !== null && (
          <SignalDetail
            key={selected}
            signal={feed.signal(selected)}
            onClose={() => setSelected(null)}
          />
        )}
      </main>
      <footer className="muted">
        <a href="https://www.tradingview.com/lightweight-charts/" rel="noreferrer">
          {texts.charts}
        </a>
      </footer>
    </div>
  );
}

interface CollapsibleProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** The children. A phone shows the title, and the children after a tap. The query is the same as in board.css. */
function Collapsible({ title, children }: CollapsibleProps): ReactNode {
  const narrow = useMediaQuery("(width < 720px)");
  if (!narrow) return children;
  return (
    <details className="collapsible">
      <summary>{title}</summary>
      {children}
    </details>
  );
}
