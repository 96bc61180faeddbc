// The health of the service and its key figures, always in sight.

import { useEffect } from "react";
import { formatCursor } from "../../protocol/cursor.ts";
import { clockTime } from "./clock-time.ts";
import { latestRate, type History } from "./stats/history.ts";
import { AppearanceSettings } from "../shared/appearance-settings.tsx";
import { useTexts } from "./texts/use-texts.ts";
import type { ApiError } from "./api-error.ts";
import { healthStatusOf } from "./stats/health-status.ts";
import "./status-strip.css";

interface Props {
  readonly history: History;
  readonly error: ApiError | null;
  readonly onSignOut: () => void;
}

/** The header of the dashboard. `error` is why the last poll failed, and the figures are then old. */
export function StatusStrip({ history, error, onSignOut }: Props) {
  const t = useTexts();
  const health = healthStatusOf(history, error);
  const issues = "issues" in health ? health.issues : [];
  const latest = history.at(-1);
  const asOf = latest === undefined ? null : clockTime(latest.at);
  const level = t.level(health.level);

  // The tab's title shows the level while another tab is in front.
  useEffect(() => {
    document.title = `${level} · ${t.title}`;
  }, [level, t]);

  return (
    <header className={`strip ${health.level}`}>
      <div className="headline">
        <h1>{t.title}</h1>
        <div className="health">
          {/* Screen readers announce the level only. The figures in the issues change with every poll. */}
          <p role="status" className="level">
            {level}
          </p>
          {issues.map((issue) => {
            const text = t.issue(issue);
            return <p key={text}>{text}</p>;
          })}
        </div>
        {asOf !== null && <p className="as-of digits">{t.asOf(asOf)}</p>}
        <div className="controls">
          <AppearanceSettings />
          <button type="button" onClick={onSignOut}>
            {t.signOut}
          </button>
        </div>
      </div>
      {error !== null && (
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
          <Figure name={t.fanOutP99} value={timeText(latest.stats.flush_ms.p99)} />
          <Figure name={t.head} value={formatCursor(latest.stats)} />
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
