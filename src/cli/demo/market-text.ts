// The market's messages as text, with the digits of exchanges.

import type { Coin } from "./coins.ts";

/** The signal types of the demo. */
export const SIGNAL_TYPES = ["mexc_spot_futures", "funding_rate", "mexc_dex"] as const;

/** One of `SIGNAL_TYPES`. */
export type SignalType = (typeof SIGNAL_TYPES)[number];

/** The values of a signal. Spreads are in percent, prices in dollars. */
export interface Quote {
  readonly coin: Coin;
  readonly position: "LONG" | "SHORT";
  spread: number;
  price: number;
}

interface Signal extends Quote {
  readonly id: number;
  readonly type: SignalType;
}

/** The life of a signal, milliseconds. It ends the signals of a demo that was cut off. */
const TTL_MS = 3_600_000;

/** The text of a `new_signal`. `now` is in Unix milliseconds. */
export function newSignalText(signal: Signal, now: number): string {
  const data = object([
    ["id", String(signal.id)],
    ["coin_name", JSON.stringify(signal.coin.name)],
    ["position", JSON.stringify(signal.position)],
    ["spread", signal.spread.toFixed(2)],
    ["created_at", timestampText(now)],
  ]);
  return object([
    ["type", '"new_signal"'],
    ["signal_type", JSON.stringify(signal.type)],
    ["data", data],
    ["expires_at", timestampText(now + TTL_MS)],
  ]);
}

/** The text of a `signal_update`. */
export function updateText(signal: Signal): string {
  return changeText(signal, quotes(signal));
}

/** The text of a signal's last update, with `"status":"closed"`. */
export function closeText(signal: Signal): string {
  return changeText(signal, [...quotes(signal), ["status", '"closed"']]);
}

type Members = readonly (readonly [key: string, text: string])[];

function changeText(signal: Signal, data: Members): string {
  return object([
    ["type", '"signal_update"'],
    ["signal_type", JSON.stringify(signal.type)],
    ["signal_id", String(signal.id)],
    ["data", object(data)],
  ]);
}

/** The prices of both legs. With `LONG` the futures, or the chain, are cheaper than spot. */
function quotes(signal: Signal): Members {
  const lead = signal.position === "SHORT" ? signal.spread : -signal.spread;
  const far = signal.price * (1 + lead / 100);
  const spread = ["spread", signal.spread.toFixed(2)] as const;
  switch (signal.type) {
    case "mexc_spot_futures":
      return [spread, ["mexc_spot_price", price(signal.price)], ["mexc_futures_price", price(far)]];
    case "funding_rate":
      return [spread, ["funding_rate", (lead / 8).toFixed(4)], ["mexc_futures_price", price(far)]];
    case "mexc_dex":
      return [spread, ["mexc_spot_price", price(signal.price)], ["dex_price", price(far)]];
  }
}

/** Below a dollar exchanges quote eight decimals, above it four. */
function price(dollars: number): string {
  return dollars.toFixed(dollars < 1 ? 8 : 4);
}

/** ISO 8601 to the second, as the guide writes it. */
function timestampText(unixMs: number): string {
  return JSON.stringify(new Date(unixMs).toISOString().replace(/\.\d+Z$/, "Z"));
}

function object(entries: Members): string {
  return `{${entries.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(",")}}`;
}
