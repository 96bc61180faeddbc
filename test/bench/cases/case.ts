// What a case is to the table of contents in bench.ts.

import type { Contender } from "../contenders/contender.ts";

/** What was measured of one contender, by its name with the unit in it. */
export type Figures = Readonly<Record<string, number>>;

export interface Case {
  readonly name: string;
  readonly summary: string;
  /** Those for whom the question makes sense. */
  readonly contenders: readonly Contender[];
  /** How often those on the platform are measured, one after another; the median counts. Once, unless said. */
  readonly repetitions?: number;
  measure(contender: Contender): Promise<Figures>;
}

/** By case and contender. */
export type Results = Readonly<Record<string, Readonly<Partial<Record<Contender, Figures>>>>>;
