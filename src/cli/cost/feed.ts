// The feed whose cost is asked for, and what it comes to in a month.

export interface Feed {
  /** Users who listen. */
  readonly vips: number;
  /** Messages that producers post, each to every VIP. */
  readonly signalsPerSecond: number;
  readonly signalsPerRequest: number;
  /** How long each VIP listens, of 24. */
  readonly hoursADay: number;
  /** How often each VIP connects. */
  readonly connectsADay: number;
  /** A message as a client gets it, bytes. */
  readonly messageBytes: number;
}

export interface MonthlyUsage {
  readonly publishRequests: number;
  readonly messages: number;
  readonly connects: number;
  /** Messages times those who listen when they come. */
  readonly deliveries: number;
  readonly connectionMinutes: number;
  /** VIPs who listen at the same time, spread evenly over the day. */
  readonly concurrentSockets: number;
  readonly bytes: number;
}

export const DAYS = 30;
const SECONDS = DAYS * 24 * 3_600;

/** TCP, IP, Ethernet, TLS and the WebSocket header around one small message, bytes. */
const FRAME_OVERHEAD_BYTES = 100;

/** A month of 30 days. */
export function monthlyUsage(feed: Feed): MonthlyUsage {
  const { vips, signalsPerSecond, signalsPerRequest, hoursADay, connectsADay, messageBytes } = feed;
  const messages = signalsPerSecond * SECONDS;
  const concurrentSockets = (vips * hoursADay) / 24;
  const deliveries = messages * concurrentSockets;
  return {
    publishRequests: messages / signalsPerRequest,
    messages,
    connects: vips * connectsADay * DAYS,
    deliveries,
    connectionMinutes: concurrentSockets * DAYS * 24 * 60,
    concurrentSockets,
    bytes: deliveries * (messageBytes + FRAME_OVERHEAD_BYTES),
  };
}
