// The coins of the demo, at about their real prices.

/** A coin and its price, dollars. */
export interface Coin {
  readonly name: string;
  readonly price: number;
}

/** The demo's coins, in the order of the seeded choice. */
export const COINS: readonly Coin[] = [
  { name: "NB", price: 0.0067 },
  { name: "PEPE", price: 0.00000712 },
  { name: "BONK", price: 0.0000118 },
  { name: "WIF", price: 0.412 },
  { name: "TURBO", price: 0.00198 },
  { name: "FLOKI", price: 0.0000489 },
  { name: "MOG", price: 0.00000034 },
  { name: "NOT", price: 0.00061 },
  { name: "DOGS", price: 0.0000472 },
  { name: "KAS", price: 0.0493 },
  { name: "JUP", price: 0.217 },
  { name: "PYTH", price: 0.0724 },
  { name: "STRK", price: 0.113 },
  { name: "ENA", price: 0.268 },
  { name: "ONDO", price: 0.483 },
  { name: "ARB", price: 0.211 },
  { name: "SEI", price: 0.137 },
  { name: "SUI", price: 1.62 },
  { name: "TIA", price: 0.584 },
  { name: "INJ", price: 5.61 },
  { name: "APT", price: 1.83 },
  { name: "TON", price: 1.57 },
];
