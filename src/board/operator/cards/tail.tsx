// The card for the last messages of the log.

import { memo, useId } from "react";
import { clockTime } from "../clock-time.ts";
import { TAIL_LINES, type Tail, type TailLine } from "../stats/tail-lines.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card } from "./card.tsx";
import "./tail.css";

interface Props {
  readonly tail: Tail;
  /** Whether the tail reads on. */
  readonly following: boolean;
  readonly onFollowing: (following: boolean) => void;
}

/** A list that can be paused. React escapes the producers' texts. */
export function TailCard({ tail, following, onFollowing }: Props) {
  const t = useTexts();
  const hint = useId();
  return (
    <Card
      title={t.tail}
      width="all"
      aside={
        <div className="controls">
          {!following && <span className="late">{t.paused}</span>}
          <button type="button" onClick={() => onFollowing(!following)}>
            {following ? t.pause : t.resume}
          </button>
        </div>
      }
    >
      <p className="muted" id={hint}>
        {t.tailHint(TAIL_LINES)}
      </p>
      {/* A scrolling element needs a tab stop (WCAG 2.1.1). */}
      <div className="tail" role="group" aria-labelledby={hint} tabIndex={0}>
        {tail.lines.length === 0 && tail.cursor !== null && <p className="muted">{t.noMessages}</p>}
        <ol>
          {tail.lines.map((line) => (
            <Row key={line.seq} line={line} />
          ))}
        </ol>
      </div>
    </Card>
  );
}

const Row = memo(({ line }: { readonly line: TailLine }) => (
  <li>
    <span className="digits">{line.seq}</span>
    <time className="digits muted" dateTime={new Date(line.ts).toISOString()}>
      {clockTime(line.ts)}
    </time>
    <span className={line.type === "new_signal" ? "new" : "muted"}>{line.type}</span>
    <span className="muted">{line.signalType}</span>
    <strong>{line.subject}</strong>
    <code className="digits">{line.data}</code>
  </li>
));
