// The reckoning: what a client has against what it must have.

import type { Expected } from "../plan/expectation.ts";
import type { ClientTotals } from "../clients/client-totals.ts";
import type { ResumingClient } from "../clients/resuming-client.ts";

/** What is reckoned of a client that knows positions. */
export type ResumableClient = Pick<ResumingClient, "filter" | "seqs" | "texts" | "excused">;

export interface Reconciliation {
  delivered: number;
  expected: number;
  missing: number;
  duplicated: number;
  /** Not sent, and the client was told so and given a snapshot. */
  excused: number;
  /** Came after a message that has a higher `seq`. */
  reordered: number;
  /** Was none of this client's business. */
  foreign: number;
  /** The right message, but not as it was published or merged. */
  altered: number;
  readonly examples: string[];
}

const EXAMPLES = 10;

export function reconcile(
  clients: readonly ResumableClient[],
  totals: ClientTotals,
  expected: ReadonlyMap<ResumingClient["filter"], readonly Expected[]>,
): Reconciliation {
  const sum: Reconciliation = {
    delivered: 0,
    expected: 0,
    missing: 0,
    duplicated: 0,
    excused: 0,
    reordered: 0,
    foreign: 0,
    altered: 0,
    examples: [],
  };
  for (const [index, client] of clients.entries()) {
    reconcileOne(sum, index, client, totals, expected.get(client.filter) ?? []);
  }
  return sum;
}

function reconcileOne(
  sum: Reconciliation,
  index: number,
  { seqs, texts, filter, excused }: ResumableClient,
  totals: ClientTotals,
  expected: readonly Expected[],
): void {
  const addExample = (text: string): void => {
    if (sum.examples.length >= EXAMPLES) return;
    sum.examples.push(`client ${index} ${JSON.stringify(filter)}: ${text}`);
  };
  const expectedTexts = new Map(expected.map(({ seq, text }) => [seq, text]));
  const seen = new Set<number>();
  let highest = 0;
  for (const [offset, seq] of seqs.entries()) {
    const text = totals.textOf(texts[offset] ?? -1);
    const expectedText = expectedTexts.get(seq);
    if (seen.has(seq)) {
      sum.duplicated += 1;
      addExample(`${seq} came twice`);
    } else if (expectedText === undefined) {
      sum.foreign += 1;
      addExample(`${seq} is foreign: ${text}`);
    } else {
      if (seq < highest) {
        sum.reordered += 1;
        addExample(`${seq} came after ${highest}`);
      }
      if (expectedText !== text) {
        sum.altered += 1;
        addExample(`${seq} is ${text}, not ${expectedText}`);
      }
    }
    seen.add(seq);
    highest = Math.max(highest, seq);
  }
  for (const { seq } of expected) {
    if (seen.has(seq)) continue;
    if (excused.some(({ after, lastSeq }) => seq > after && seq <= lastSeq)) {
      sum.excused += 1;
      continue;
    }
    sum.missing += 1;
    addExample(`${seq} is missing`);
  }
  sum.delivered += seqs.length;
  sum.expected += expected.length;
}
