// What a failing rule prints: the figures of all files together, and then each file that broke it.

import { perThousand, sumProse, type ProseCount } from "./prose.ts";

/** The most that a text may have. */
export interface Limits {
  /** Relative words in a thousand words. */
  readonly relatives: number;
  /** Colons and semicolons in a thousand words. */
  readonly stops: number;
}

/** The prose of one file. */
export interface CountedFile {
  readonly path: string;
  readonly count: ProseCount;
}

/** Empty where the files together keep the limits, else the sums and each file over a limit, the worst first. */
export function problemsOf(files: readonly CountedFile[], limits: Limits): readonly string[] {
  const sum = sumProse(files.map(({ count }) => count));
  if (!isOver(sum, limits)) return [];
  const over = files
    .filter(({ count }) => isOver(count, limits))
    .toSorted((a, b) => excessOf(b.count, limits) - excessOf(a.count, limits))
    .map(({ path, count }) => `${path}: ${figuresOf(count)}`);
  return [
    `together ${figuresOf(sum)}, at most ${limits.relatives} and ${limits.stops}`,
    ...summaryOf(over),
  ];
}

function isOver(count: ProseCount, { relatives, stops }: Limits): boolean {
  return perThousand(count.relatives, count) > relatives || perThousand(count.stops, count) > stops;
}

/** How many words and stops too many there are. */
function excessOf(count: ProseCount, { relatives, stops }: Limits): number {
  const over = (found: number, limit: number): number =>
    Math.max(0, found - (limit * count.words) / 1_000);
  return over(count.relatives, relatives) + over(count.stops, stops);
}

function figuresOf(count: ProseCount): string {
  const relatives = perThousand(count.relatives, count).toFixed(1);
  const stops = perThousand(count.stops, count).toFixed(1);
  return `${relatives} relative words and ${stops} stops in 1,000 of ${count.words}`;
}

/** The findings, after a line with their number and their files' number where there are any. */
export function summaryOf(findings: readonly string[]): readonly string[] {
  if (findings.length === 0) return [];
  const files = new Set(findings.map((finding) => finding.split(/[ :]/u)[0]));
  return [`${findings.length} in ${files.size} files`, ...findings];
}
