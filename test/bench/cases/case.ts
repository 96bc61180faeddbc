// The definition of a benchmark case and of its results.

import type { Contender } from "../contenders/contender.ts";

/** The figures of one contender. Each name ends with its unit. */
export type Figures = Readonly<Record<string, number>>;

export interface Case {
  readonly name: string;
  readonly summary: string;
  /** The contenders able to run this case. */
  readonly contenders: readonly Contender[];
  /** Measurements of each workerd contender, with the median as the result. The default is 1. */
  readonly repetitions?: number;
  measure(contender: Contender): Promise<Figures>;
}

/** Figures by case and contender. */
export type Results = Readonly<Record<string, Readonly<Partial<Record<Contender, Figures>>>>>;
