// The feed whose cost is asked for, and its traffic in a month.

/** What a user of `cost` says of the feed. */
export interface Feed {
  /** Users who listen. */
  readonly vips: number;
  /** Messages that producers publish. Each goes to every VIP. */
  readonly signalsPerSecond: number;
  /** Messages in one publish request. */
  readonly signalsPerRequest: number;
  /** Whether every publish request has an idempotency key. */
  readonly idempotencyKeys: boolean;
  /** Hours a day that each VIP listens, at most 24. */
  readonly hoursADay: number;
  /** How often each VIP connects in these hours. */
  readonly connectsADay: number;
  /** How long an access token lives, minutes. */
  readonly tokenMinutes: number;
  /** Signals that the hub stores at a time. */
  readonly openSignals: number;
}

/** What a feed comes to in 30 days. */
export interface MonthlyTraffic {
  readonly publishRequests: number;
  readonly messages: number;
  readonly connects: number;
  /** Tokens that run out on an open socket. */
  readonly tokenExpiries: number;
  /** Sockets that are open at the same time, spread evenly over the day. */
  readonly concurrentSockets: number;
  /** Messages times the sockets that are open when they come. */
  readonly deliveries: number;
}

const DAYS = 30;

/** Seconds in the month of the bill. */
export const MONTH_SECONDS = DAYS * 24 * 3_600;

/** The traffic of a month of 30 days. */
export function monthlyTraffic(feed: Feed): MonthlyTraffic {
  const { vips, signalsPerSecond, signalsPerRequest, hoursADay, connectsADay, tokenMinutes } = feed;
  const messages = signalsPerSecond * MONTH_SECONDS;
  const concurrentSockets = (vips * hoursADay) / 24;
  const connects = vips * connectsADay * DAYS;
  const sessionMinutes = (hoursADay * 60) / connectsADay;
  return {
    publishRequests: messages / signalsPerRequest,
    messages,
    connects,
    tokenExpiries: connects * Math.floor(sessionMinutes / tokenMinutes),
    concurrentSockets,
    deliveries: messages * concurrentSockets,
  };
}
