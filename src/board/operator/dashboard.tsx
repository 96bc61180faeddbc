// What an operator keeps open: the strip that says whether all is well, and a card for each question.

import { useEffect } from "react";
import { ConnectionsCard } from "./cards/connections.tsx";
import { CostCard } from "./cards/cost.tsx";
import { FanOutCard } from "./cards/fan-out.tsx";
import { MembersCard } from "./cards/members.tsx";
import { PositionsCard } from "./cards/positions.tsx";
import { PostCard } from "./cards/post.tsx";
import { PublishingCard } from "./cards/publishing.tsx";
import { SourcesCard } from "./cards/sources.tsx";
import { TailCard } from "./cards/tail.tsx";
import { StatusStrip } from "./status-strip.tsx";
import { useTexts } from "./texts/use-texts.ts";
import type { Trouble } from "./trouble.ts";
import { useWatch } from "./use-watch.ts";

interface Props {
  readonly apiKey: string;
  readonly onSignOut: (trouble: Trouble | null) => void;
}

export function Dashboard({ apiKey, onSignOut }: Props) {
  const [watch, follow] = useWatch(apiKey);
  const t = useTexts();
  const { history, trouble } = watch;
  const latest = history.at(-1);

  useEffect(() => {
    if (trouble?.kind === "key_refused") onSignOut(trouble);
  }, [trouble, onSignOut]);

  return (
    <>
      <StatusStrip history={history} trouble={trouble} onSignOut={() => onSignOut(null)} />
      <main className={trouble === null ? "grid" : "grid stale"}>
        {latest !== undefined && (
          <>
            <ConnectionsCard history={history} stats={latest.stats} />
            <PublishingCard history={history} stats={latest.stats} />
            <FanOutCard history={history} />
            <PositionsCard history={history} stats={latest.stats} />
            <div className="stack">
              <SourcesCard sources={latest.stats.sources} at={latest.at} />
              <CostCard month={latest.stats.month} />
            </div>
          </>
        )}
        <MembersCard apiKey={apiKey} />
        <PostCard />
        <TailCard tail={watch.tail} follows={watch.follows} onFollow={follow} />
      </main>
      <footer className="foot quiet">
        <a href="https://www.tradingview.com/" rel="noreferrer" target="_blank">
          {t.charts}
        </a>
      </footer>
    </>
  );
}
