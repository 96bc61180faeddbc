// A month's bill, and the arithmetic that all of them share.

import type { Tier } from "../../prices.ts";

export interface Item {
  readonly text: string;
  readonly dollars: number;
}

export type Bill =
  | {
      readonly kind: "priced";
      readonly service: string;
      readonly items: readonly Item[];
      /** What the sum leaves out, or takes for granted. */
      readonly notes: readonly string[];
    }
  /** No price is published for so much. */
  | { readonly kind: "by contract"; readonly service: string; readonly reason: string };

export function totalOf(items: readonly Item[]): number {
  return items.reduce((sum, { dollars }) => sum + dollars, 0);
}

/** So much, less what is included. */
export function overage(
  amount: number,
  { included, perMillion }: { readonly included: number; readonly perMillion: number },
): number {
  return (Math.max(0, amount - included) / 1e6) * perMillion;
}

/** Each tier's part at that tier's price. Tiers are in order. */
export function tiered(amount: number, tiers: readonly Tier[]): number {
  return tiers.reduce((sum, { from, perMillion }, index) => {
    const to = tiers[index + 1]?.from ?? Infinity;
    return sum + (Math.max(0, Math.min(amount, to) - from) / 1e6) * perMillion;
  }, 0);
}
