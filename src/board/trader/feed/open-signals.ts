// Which of the signals that the client knows are open to trade.

import type { OpenSignal, SignalData } from "../../../client/index.ts";

/** A producer that closes a signal says so in its last update; it leaves the book some time later. */
export function isOpen({ data }: OpenSignal): boolean {
  return data["status"] !== "closed";
}

/** The spread as a number to draw; `null` where a signal has none. */
export function spreadOf({ spread }: SignalData): number | null {
  return typeof spread === "number" && Number.isFinite(spread) ? spread : null;
}
