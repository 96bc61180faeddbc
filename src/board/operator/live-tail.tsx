// The last messages of the log, as they come, each as it was written.

import { useState, type ReactNode } from "react";
import type { Tail } from "./tail-lines.ts";
import { useTexts } from "./texts/use-texts.ts";

export function LiveTail({ tail }: { readonly tail: Tail }): ReactNode {
  const texts = useTexts();
  const [paused, setPaused] = useState<Tail | null>(null);
  const { lines } = paused ?? tail;
  return (
    <section className="card whole">
      <header>
        <h2>{texts.tail}</h2>
        <button type="button" onClick={() => setPaused(paused === null ? tail : null)}>
          {paused === null ? texts.pause : texts.resume}
        </button>
      </header>
      {lines.length === 0 ? (
        <p className="quiet">{texts.noLines}</p>
      ) : (
        <div className="tail" tabIndex={0} role="region" aria-label={texts.tail}>
          <table>
            <thead>
              <tr>
                <th scope="col">{texts.head}</th>
                <th scope="col">{texts.time}</th>
                <th scope="col">{texts.kind}</th>
                <th scope="col">{texts.signalType}</th>
                <th scope="col">{texts.coin}</th>
                <th scope="col">{texts.data}</th>
              </tr>
            </thead>
            <tbody className="digits">
              {lines.map(({ seq, ts, type, signalType, subject, data }) => (
                <tr key={seq}>
                  <td>{seq}</td>
                  <td>{ts === "" ? "–" : new Date(Number(ts)).toLocaleTimeString()}</td>
                  <td>{type}</td>
                  <td>{signalType}</td>
                  <td>{subject}</td>
                  <td className="data">{data}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
