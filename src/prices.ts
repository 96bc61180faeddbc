// What others and the platform publish as their prices, US dollars a month: each with where and when it was read.

/** Units from `from` on cost this much per million of them. The first tier begins at 0. */
export interface Tier {
  readonly from: number;
  readonly perMillion: number;
}

/** The last day on which everything below was looked at. */
export const READ_ON = "2026-11-25";

/**
 * "Durable Objects: Pricing" and "Workers: Pricing", developers.cloudflare.com, read 2026-11-23. Workers Paid.
 * WebSocket messages that leave an object and traffic cost nothing.
 */
export const CLOUDFLARE = {
  source: "https://developers.cloudflare.com/durable-objects/platform/pricing/",
  /** What is paid a month before anything is used. */
  subscription: 5,
  workerRequests: { included: 10e6, perMillion: 0.3 },
  workerCpuMs: { included: 30e6, perMillion: 0.02 },
  hubRequests: { included: 1e6, perMillion: 0.15 },
  hubGbSeconds: { included: 400_000, perMillion: 12.5 },
  rowsWritten: { included: 50e6, perMillion: 1 },
  /** An object is billed as if it had this much, GB, whatever it uses. */
  hubMemoryGb: 0.128,
} as const;

/**
 * Packages and units: ably.com/docs/pricing, read 2026-11-25. Tiers: the same page as it stands in
 * github.com/ably/docs at 6d39f30. These are the prices by consumption; accounts that are new are offered
 * prices by monthly user, which are not published as numbers.
 */
export const ABLY = {
  packages: [
    { name: "Standard", monthly: 29, connections: 10_000, messagesPerSecond: 2_500 },
    { name: "Pro", monthly: 399, connections: 50_000, messagesPerSecond: 10_000 },
  ],
  messages: [
    { from: 0, perMillion: 2.5 },
    { from: 50e6, perMillion: 2.25 },
    { from: 500e6, perMillion: 1.95 },
    { from: 5e9, perMillion: 1.65 },
    { from: 20e9, perMillion: 1.4 },
    { from: 50e9, perMillion: 1.25 },
  ],
  /** Of connections, and of channels. */
  minutes: [
    { from: 0, perMillion: 1 },
    { from: 10e6, perMillion: 0.95 },
    { from: 100e6, perMillion: 0.85 },
    { from: 1e9, perMillion: 0.75 },
    { from: 5e9, perMillion: 0.65 },
    { from: 15e9, perMillion: 0.6 },
  ],
} as const;

/**
 * pusher.com/channels/pricing as the public catalogue github.com/api-evangelist/pusher had it on 2026-05-08. The
 * page itself could not be read; its first plan also stands in an article of 2025. Past the last: by contract.
 */
export const PUSHER = {
  plans: [
    { name: "Startup", monthly: 49, connections: 500, messagesPerDay: 1e6 },
    { name: "Pro", monthly: 99, connections: 2_000, messagesPerDay: 4e6 },
    { name: "Business", monthly: 299, connections: 5_000, messagesPerDay: 10e6 },
    { name: "Premium", monthly: 499, connections: 10_000, messagesPerDay: 20e6 },
    { name: "Growth", monthly: 699, connections: 15_000, messagesPerDay: 40e6 },
    { name: "Plus", monthly: 899, connections: 20_000, messagesPerDay: 60e6 },
    { name: "Growth Plus", monthly: 1_199, connections: 30_000, messagesPerDay: 90e6 },
  ],
} as const;

/**
 * aws.amazon.com/api-gateway/pricing, US East, the worked example of WebSocket APIs as github.com/api-evangelist
 * had it on 2026-09-20: $1.00 a million messages, metered by 32 KB, and $0.25 a million minutes. The lower
 * price past a billion is not in that reading, which lacks the page's tables; it stands here in favour of AWS.
 */
export const API_GATEWAY = {
  messages: [
    { from: 0, perMillion: 1 },
    { from: 1e9, perMillion: 0.8 },
  ],
  minutes: [{ from: 0, perMillion: 0.25 }],
} as const;

/**
 * DigitalOcean, a basic Droplet of 2 vCPU and 4 GB: the price list of 2022-07-01 (gist.github.com/colinwilson,
 * cd31bde); traffic past the pool: digitalocean.com's "Bandwidth Billing FAQ". Centrifugo costs nothing, and
 * its FAQ (centrifugal.dev/docs/faq, read 2026-11-25) advises at most 50,000 to 100,000 clients a node.
 */
export const DROPLET = {
  monthly: 24,
  pooledGib: 4_000,
  perGib: 0.01,
  connections: 50_000,
} as const;
