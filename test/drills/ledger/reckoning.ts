// The reckoning: what a client has against what it must have.

import type { Expected } from "./expectation.ts";
import type { ListenerTally } from "./listener-tally.ts";
import type { Listener } from "./listener.ts";

/** What is reckoned of a client that knows positions. */
export type Numbered = Pick<Listener, "filter" | "seqs" | "texts" | "excused">;

export interface Reckoning {
  delivered: number;
  expected: number;
  missing: number;
  doubled: number;
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

export function reckon(
  listeners: readonly Numbered[],
  tally: ListenerTally,
  expected: ReadonlyMap<Listener["filter"], readonly Expected[]>,
): Reckoning {
  const sum: Reckoning = {
    delivered: 0,
    expected: 0,
    missing: 0,
    doubled: 0,
    excused: 0,
    reordered: 0,
    foreign: 0,
    altered: 0,
    examples: [],
  };
  for (const [index, listener] of listeners.entries()) {
    reckonOne(sum, index, listener, tally, expected.get(listener.filter) ?? []);
  }
  return sum;
}

function reckonOne(
  sum: Reckoning,
  index: number,
  { seqs, texts, filter, excused }: Numbered,
  tally: ListenerTally,
  expected: readonly Expected[],
): void {
  const blame = (what: string): void => {
    if (sum.examples.length >= EXAMPLES) return;
    sum.examples.push(`client ${index} ${JSON.stringify(filter)}: ${what}`);
  };
  const wanted = new Map(expected.map(({ seq, text }) => [seq, text]));
  const seen = new Set<number>();
  let highest = 0;
  for (const [at, seq] of seqs.entries()) {
    const text = tally.textOf(texts[at] ?? -1);
    const right = wanted.get(seq);
    if (seen.has(seq)) {
      sum.doubled += 1;
      blame(`${seq} came twice`);
    } else if (right === undefined) {
      sum.foreign += 1;
      blame(`${seq} is foreign: ${text}`);
    } else {
      if (seq < highest) {
        sum.reordered += 1;
        blame(`${seq} came after ${highest}`);
      }
      if (right !== text) {
        sum.altered += 1;
        blame(`${seq} is ${text}, not ${right}`);
      }
    }
    seen.add(seq);
    highest = Math.max(highest, seq);
  }
  for (const { seq } of expected) {
    if (seen.has(seq)) continue;
    if (excused.some(({ after, through }) => seq > after && seq <= through)) {
      sum.excused += 1;
      continue;
    }
    sum.missing += 1;
    blame(`${seq} is missing`);
  }
  sum.delivered += seqs.length;
  sum.expected += expected.length;
}
