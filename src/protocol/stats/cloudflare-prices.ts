// Cloudflare's prices for the parts of this service. `signal-hub cost` and the operators' page use them.

/** The price of one metered amount. */
export interface Price {
  /** The included amount of a month. */
  readonly included: number;
  /** US dollars for each million above it. */
  readonly perMillion: number;
}

/**
 * The plan Workers Paid, US dollars a month. The figures are from the pages "Pricing" of Durable Objects and of Workers at
 * developers.cloudflare.com, as of `readOn`. Traffic and outgoing WebSocket messages are free.
 */
export const CLOUDFLARE = {
  source: "https://developers.cloudflare.com/durable-objects/platform/pricing/",
  readOn: "2026-11-23",
  /** The plan itself. */
  subscription: 5,
  workerRequests: { included: 10e6, perMillion: 0.3 },
  /** Milliseconds of processor time. */
  workerCpuMs: { included: 30e6, perMillion: 0.02 },
  /** HTTP requests, RPC calls and alarms are one each. Twenty frames of clients are one. */
  hubRequests: { included: 1e6, perMillion: 0.15 },
  hubGbSeconds: { included: 400_000, perMillion: 12.5 },
  /** Rows visited by a statement, returned or not. */
  rowsRead: { included: 25e9, perMillion: 0.001 },
  /** Inserts, updates and deletes. A `setAlarm` is one row. */
  rowsWritten: { included: 50e6, perMillion: 1 },
  /** The billed memory of an object, GB. Its real use doesn't matter. */
  hubMemoryGb: 0.128,
} as const;

/** US dollars for the amount of a month. The included part costs nothing. */
export function overage(amount: number, { included, perMillion }: Price): number {
  return (Math.max(0, amount - included) / 1e6) * perMillion;
}
