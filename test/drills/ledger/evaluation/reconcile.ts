// Reconciles the messages of v2 and SSE clients with the expected ones.

import type { Expected } from "../plan/expectation.ts";
import type { ClientTotals } from "../clients/client-totals.ts";
import type { ResumingClient } from "../clients/resuming-client.ts";

/** A client with a cursor. */
export type ResumableClient = Pick<ResumingClient, "filter" | "seqs" | "texts" | "excused">;

export interface Reconciliation {
  delivered: number;
  expected: number;
  missing: number;
  duplicated: number;
  /** Not delivered, but covered by a snapshot after `recovered: false`. */
  excused: number;
  /** Delivered after a message with a higher `seq`. */
  reordered: number;
  /** Outside the client's filter, or never published. */
  foreign: number;
  /** The right `seq` with another content. */
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
