// What the platform asks, in US dollars, as published ("Durable Objects: Pricing", "Workers: Pricing").
//
// Duration is not here: one hub is 0.128 GB, and awake for all of a month of 31 days that is 342,836 GB-s,
// always below the 400,000 that are included.

export const PRICES = {
  published: "2026-11-23",
  source: "https://developers.cloudflare.com/durable-objects/platform/pricing/",
  /** The Workers Paid plan, a month. */
  plan: 5,
  /** Requests to Durable Objects. */
  requests: { included: 1_000_000, perMillion: 0.15 },
  /** Rows that are written. */
  rows: { included: 50_000_000, perMillion: 1 },
} as const;
