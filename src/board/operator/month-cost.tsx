// What the platform has asked for this month so far.

import type { ReactNode } from "react";
import { CLOUDFLARE, READ_ON } from "../../prices.ts";
import { usePreferences } from "../preferences.ts";
import { costOf } from "./cost.ts";
import { dollars, grouped } from "./figure.ts";
import { Figures } from "./figures.tsx";
import type { Stats } from "./stats.ts";
import { useTexts } from "./texts/use-texts.ts";

export function MonthCost({ month }: Pick<Stats, "month">): ReactNode {
  const texts = useTexts();
  const { language } = usePreferences();
  const cost = costOf(month);
  return (
    <section className="card">
      <h2>
        {texts.cost} <span className="quiet digits">{month.name}</span>
      </h2>
      <p className="total digits">{dollars(cost.total)}</p>
      <Figures
        of={[
          { name: texts.costPlan, value: dollars(cost.plan) },
          {
            name: texts.costRequests(grouped(month.requests, language)),
            value: dollars(cost.requests),
          },
          { name: texts.costRows(grouped(month.rows, language)), value: dollars(cost.rows) },
        ]}
      />
      <p className="quiet">
        <a href={CLOUDFLARE.source} rel="noreferrer">
          {texts.costHint(READ_ON)}
        </a>
      </p>
    </section>
  );
}
