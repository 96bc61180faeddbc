// The card for the cost of the current calendar month.

import { CLOUDFLARE } from "../../../protocol/stats/cloudflare-prices.ts";
import { costOf } from "../cost.ts";
import type { HubStats } from "../../../protocol/stats/hub-stats.ts";
import { useTexts } from "../texts/use-texts.ts";
import { Card } from "./card.tsx";

/** The plan, and the usage past its included amounts, in US dollars. */
export function CostCard({ month }: Pick<HubStats, "month">) {
  const t = useTexts();
  const cost = costOf(month);
  return (
    <Card title={t.cost}>
      <table>
        <caption>{t.costOf(month.name)}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">{t.used}</th>
            <th scope="col">{t.dollars}</th>
          </tr>
        </thead>
        <tbody>
          <Row name={t.plan} used="" dollars={t.usd(cost.plan)} />
          <Row name={t.requests} used={t.number(month.requests)} dollars={t.usd(cost.requests)} />
          <Row name={t.rows} used={t.number(month.rows)} dollars={t.usd(cost.rows)} />
        </tbody>
        <tfoot>
          <Row name={t.total} used="" dollars={t.usd(cost.total)} />
        </tfoot>
      </table>
      <p className="muted">{t.costHint}</p>
      <p>
        <a href={CLOUDFLARE.source} rel="noreferrer" target="_blank">
          {t.pricesOf(CLOUDFLARE.readOn)}
        </a>
      </p>
    </Card>
  );
}

interface RowProps {
  readonly name: string;
  readonly used: string;
  readonly dollars: string;
}

function Row({ name, used, dollars }: RowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="digits">{used}</td>
      <td className="digits">{dollars}</td>
    </tr>
  );
}
