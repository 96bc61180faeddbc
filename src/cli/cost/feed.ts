// A feed as the user of `cost` describes it, and its traffic in a month.

/** The options of `cost`. */
export interface Feed {
  /** Users with a connection. */
  readonly vips: number;
  /** Messages published a second. Each goes to every VIP. */
  readonly signalsPerSecond: number;
  /** Messages in one publish request. */
  readonly signalsPerRequest: number;
  /** Whether every publish request has an idempotency key. */
  readonly idempotencyKeys: boolean;
  /** Hours a day of each VIP's connection, at most 24. */
  readonly hoursADay: number;
  /** How often each VIP connects in these hours. */
  readonly connectsADay: number;
  /** The life of an access token, minutes. */
  readonly tokenMinutes: number;
  /** Signals in the hub's storage at a time. */
  readonly openSignals: number;
}

/** The traffic of a feed in 30 days. */
export interface MonthlyTraffic {
  readonly publishRequests: number;
  readonly messages: number;
  readonly connects: number;
  /** Tokens with their end on an open socket. */
  readonly tokenExpiries: number;
  /** Sockets open at the same time, spread evenly over the day. */
  readonly concurrentSockets: number;
  /** Messages times open sockets. */
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
