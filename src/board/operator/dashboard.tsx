// The dashboard of a signed-in operator, with the status strip on top and the cards under it.

import { useEffect } from "react";
import { ConnectionsCard } from "./cards/connections.tsx";
import { CostCard } from "./cards/cost.tsx";
import { FanOutCard } from "./cards/fan-out.tsx";
import { MembersCard } from "./actions/members.tsx";
import { BacklogCard } from "./cards/backlog.tsx";
import { PublishFormCard } from "./actions/publish-form.tsx";
import { PublishingCard } from "./cards/publishing.tsx";
import { SourcesCard } from "./cards/sources.tsx";
import { TailCard } from "./cards/tail.tsx";
import { StatusStrip } from "./status-strip.tsx";
import { useTexts } from "./texts/use-texts.ts";
import type { ApiError } from "./api-error.ts";
import { useStatsPoller } from "./stats/use-stats-poller.ts";

interface Props {
  /** An operator's key. */
  readonly apiKey: string;
  /** `error` says why the service rejected the key, `null` is a sign-out by choice. */
  readonly onSignOut: (error: ApiError | null) => void;
}

/** Polls the service with the key, and signs out when the service rejects it. */
export function Dashboard({ apiKey, onSignOut }: Props) {
  const [state, setFollowing] = useStatsPoller(apiKey);
  const t = useTexts();
  const { history, error } = state;
  const latest = history.at(-1);

  useEffect(() => {
    if (error?.kind === "key_rejected") onSignOut(error);
  }, [error, onSignOut]);

  return (
    <>
      <StatusStrip history={history} error={error} onSignOut={() => onSignOut(null)} />
      <main className={error === null ? "grid" : "grid stale"}>
        {latest !== undefined && (
          <>
            <ConnectionsCard history={history} stats={latest.stats} />
            <PublishingCard history={history} stats={latest.stats} />
            <FanOutCard history={history} />
            <BacklogCard history={history} stats={latest.stats} />
            <div className="stack">
              <SourcesCard sources={latest.stats.sources} at={latest.at} />
              <CostCard month={latest.stats.month} />
            </div>
          </>
        )}
        <MembersCard apiKey={apiKey} />
        <PublishFormCard />
        <TailCard tail={state.tail} following={state.following} onFollowing={setFollowing} />
      </main>
      <footer className="page-footer muted">
        <a href="https://www.tradingview.com/" rel="noreferrer" target="_blank">
          {t.charts}
        </a>
      </footer>
    </>
  );
}
