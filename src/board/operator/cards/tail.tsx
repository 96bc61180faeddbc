// The log as it goes on, newest first. Producers' texts are shown as text.

import { memo, useId } from "react";
import { clockTime } from "../clock-time.ts";
import { TAIL_LINES, type Tail, type TailLine } from "../stats/tail-lines.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card } from "./card.tsx";
import "./tail.css";

interface Props {
  readonly tail: Tail;
  readonly follows: boolean;
  readonly onFollow: (follows: boolean) => void;
}

export function TailCard({ tail, follows, onFollow }: Props) {
  const t = useTexts();
  const hint = useId();
  return (
    <Card
      title={t.tail}
      width="all"
      aside={
        <div className="controls">
          {!follows && <span className="late">{t.paused}</span>}
          <button type="button" onClick={() => onFollow(!follows)}>
            {follows ? t.pause : t.resume}
          </button>
        </div>
      }
    >
      <p className="quiet" id={hint}>
        {t.tailHint(TAIL_LINES)}
      </p>
      {/* It scrolls: the keyboard has to get at it. */}
      <div className="tail" role="group" aria-labelledby={hint} tabIndex={0}>
        {tail.lines.length === 0 && tail.cursor !== null && <p className="quiet">{t.noMessages}</p>}
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
    <time className="digits quiet" dateTime={new Date(line.ts).toISOString()}>
      {clockTime(line.ts)}
    </time>
    <span className={line.type === "new_signal" ? "new" : "quiet"}>{line.type}</span>
    <span className="quiet">{line.signalType}</span>
    <strong>{line.subject}</strong>
    <code className="digits">{line.data}</code>
  </li>
));
