// Healthy or not, in one glance and one sentence, and the figures that are asked for first.

import { useEffect } from "react";
import { formatPosition } from "../../protocol/position.ts";
import { clockTime } from "./clock-time.ts";
import { latestRate, type History } from "./history.ts";
import { Looks } from "../looks.tsx";
import { useTexts } from "./texts/use-texts.ts";
import type { Trouble } from "./trouble.ts";
import { verdictOf } from "./verdict.ts";
import "./strip.css";

interface Props {
  readonly history: History;
  readonly trouble: Trouble | null;
  readonly onSignOut: () => void;
}

export function StatusStrip({ history, trouble, onSignOut }: Props) {
  const t = useTexts();
  const verdict = verdictOf(history, trouble);
  const concerns = "concerns" in verdict ? verdict.concerns : [];
  const latest = history.at(-1);
  const asOf = latest === undefined ? null : clockTime(latest.at);
  const level = t.level(verdict.level);

  // The tab's own title: it is seen while the page isn't.
  useEffect(() => {
    document.title = `${level} · ${t.title}`;
  }, [level, t]);

  return (
    <header className={`strip ${verdict.level}`}>
      <div className="headline">
        <h1>{t.title}</h1>
        <div className="verdict">
          {/* Told by itself: the sentences have figures that change all the time. */}
          <p role="status" className="level">
            {level}
          </p>
          {concerns.map((concern) => {
            const text = t.concern(concern);
            return <p key={text}>{text}</p>;
          })}
        </div>
        {asOf !== null && <p className="as-of digits">{t.asOf(asOf)}</p>}
        <div className="controls">
          <Looks />
          <button type="button" onClick={onSignOut}>
            {t.signOut}
          </button>
        </div>
      </div>
      {trouble !== null && (
        <p role="alert" className="stale-notice">
          {t.stale(asOf)}
        </p>
      )}
      {latest !== undefined && (
        <dl className="figures">
          <Figure name={t.sockets} value={t.number(latest.stats.sockets)} />
          <Figure name={t.users} value={t.number(latest.stats.users)} />
          <Figure name={t.messages} value={rateText(history, "messages")} />
          <Figure name={t.deliveries} value={rateText(history, "deliveries")} />
          <Figure name={t.fanOutP99} value={timeText(latest.stats.push_ms.p99)} />
          <Figure name={t.head} value={formatPosition(latest.stats)} />
        </dl>
      )}
    </header>
  );

  function rateText(history: History, counter: "messages" | "deliveries"): string {
    const rate = latestRate(history, (stats) => stats[counter]);
    return rate === null ? t.unknown : t.perSecond(rate);
  }

  function timeText(ms: number | null): string {
    return ms === null ? t.unknown : t.milliseconds(ms);
  }
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="digits">{value}</dd>
    </div>
  );
}
