// The filters of the clients, and a second implementation of matching (PROTOCOL 5), independent of the hub's.

export interface DrillFilter {
  readonly signal_type?: readonly string[];
  readonly coin_name?: readonly string[];
  readonly position?: readonly string[];
  readonly min_spread?: number;
}

/** A signal's data. */
export type Data = Readonly<Record<string, unknown>>;

export const SIGNAL_TYPES = ["mexc_spot_futures", "funding_rate", "mexc_dex"] as const;
export const COINS = ["NB", "BTC", "ETH", "SOL", "DOGE", "PEPE", "XRP", "TON"] as const;

export const FILTERS: readonly DrillFilter[] = [
  {},
  { signal_type: ["mexc_dex"] },
  { signal_type: ["funding_rate", "mexc_spot_futures"] },
  { coin_name: ["BTC"] },
  { coin_name: ["ETH", "SOL", "NB"] },
  { position: ["LONG"] },
  { min_spread: 5 },
  { min_spread: 9.5 },
  { signal_type: ["mexc_dex"], min_spread: 2.5 },
  { coin_name: ["DOGE", "PEPE"], position: ["SHORT"], min_spread: 1 },
  { coin_name: ["NONE"] },
];

export function queryOf(filter: DrillFilter): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, String(value)]));
}

export function isMatch(filter: DrillFilter, signalType: string, data: Data): boolean {
  const anyOf = (allowed: readonly string[] | undefined, value: unknown): boolean =>
    allowed === undefined || allowed.some((one) => one === value);
  const { spread } = data;
  return (
    anyOf(filter.signal_type, signalType) &&
    anyOf(filter.coin_name, data["coin_name"]) &&
    anyOf(filter.position, data["position"]) &&
    (filter.min_spread === undefined ||
      (typeof spread === "number" && Math.abs(spread) >= filter.min_spread))
  );
}
