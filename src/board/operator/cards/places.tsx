// How many sockets are where: figures, with bars beside them for the eye.

import type { Place } from "../places.ts";
import { useTexts } from "../texts/use-texts.ts";

interface Props {
  readonly title: string;
  readonly places: readonly Place[];
}

export function Places({ title, places }: Props) {
  const t = useTexts();
  const most = Math.max(1, ...places.map(({ sockets }) => sockets));
  return (
    <div className="places">
      <h3>{title}</h3>
      {places.length === 0 ? (
        <p className="quiet">{t.nobody}</p>
      ) : (
        <dl>
          {places.map(({ name, sockets }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="digits">
                {t.number(sockets)}
                <span className="bar" style={{ inlineSize: `${(sockets / most) * 100}%` }} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
