// Reconciles v1 clients. Each connection must hold a gapless range of the expected messages.

import type { Expected } from "../plan/expectation.ts";
import type { ClientTotals } from "../clients/client-totals.ts";
import type { V1Client } from "../clients/v1-client.ts";

export interface V1Reconciliation {
  delivered: number;
  missing: number;
  duplicated: number;
  foreign: number;
}

export function reconcileV1(
  clients: readonly V1Client[],
  totals: ClientTotals,
  expected: ReadonlyMap<V1Client["filter"], readonly Expected[]>,
): V1Reconciliation {
  const sum = { delivered: 0, missing: 0, duplicated: 0, foreign: 0 };
  for (const { filter, views } of clients) {
    const expectedMessages = expected.get(filter) ?? [];
    const indexByText = new Map(expectedMessages.map(({ text }, index) => [text, index]));
    for (const { texts, open } of views) {
      let last: number | undefined;
      for (const number of texts) {
        const index = indexByText.get(totals.textOf(number));
        sum.delivered += 1;
        if (index === undefined) {
          sum.foreign += 1;
          continue;
        }
        if (last !== undefined && index <= last) sum.duplicated += 1;
        else if (last !== undefined) sum.missing += index - last - 1;
        last = Math.max(last ?? index, index);
      }
      if (open && last !== undefined) sum.missing += expectedMessages.length - 1 - last;
    }
  }
  return sum;
}
