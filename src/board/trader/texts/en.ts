// The traders' page in English. The other languages have the same keys.

import type { CloseReason } from "../../../protocol/close-codes.ts";
import type { DisconnectReason } from "../../../client/index.ts";

const CLOSE_REASONS: Readonly<Record<CloseReason, string>> = {
  unauthorized: "The token is not valid, or it has expired. Get a new one and paste it here.",
  vip_required:
    "This account has no VIP subscription, or it has ended. Renew it, then sign in again.",
  origin_denied:
    "The service doesn't allow connections from this page's address. Contact its operator.",
  rate_limited: "Too many attempts from this network. Wait a minute, then sign in again.",
  replaced: "You opened the board in too many places. Close one of them, then sign in again here.",
  slow_consumer: "This device or its network was too slow for the feed. Sign in to try again.",
  draining: "The service is restarting. Sign in again.",
  silent: "This page didn't answer the service for too long. Sign in again.",
  overloaded: "The service is overloaded. Wait a moment, then sign in again.",
  frame_too_big: "The filter is too long for the service. Make it shorter, then sign in again.",
  binary_frame: "This page sent an invalid message. Reload it.",
  query_invalid: "The filter in the address is invalid. Clear it, then sign in again.",
};

const DISCONNECT_REASONS: Readonly<Record<DisconnectReason, string>> = {
  ...CLOSE_REASONS,
  lost: "the connection broke",
  timeout: "the service didn't answer",
  no_token: "no token is available",
  rate_limited: "too many attempts",
  slow_consumer: "too slow for the feed",
  draining: "the service is restarting",
  silent: "no answer to a ping",
  overloaded: "the service is overloaded",
};

const TYPES: Readonly<Record<string, string>> = {
  mexc_spot_futures: "Spot–futures",
  funding_rate: "Funding rate",
  mexc_dex: "MEXC–DEX",
};

/** The texts. Functions put values into sentences. */
export const EN = {
  title: "Signals",
  signIn: "Sign in",
  signInHint:
    "Paste the access token of your VIP account. It stays in this tab and is forgotten when you close it.",
  token: "Access token",
  notAToken: "That is not an access token: three parts with dots between them are expected.",
  signOut: "Sign out",
  tryAgain: "Try again",
  closeReason: (reason: CloseReason) => CLOSE_REASONS[reason],

  idle: "Not connected",
  connecting: "Connecting",
  catchingUp: "Catching up",
  live: "Live",
  waiting: "Offline",
  stopped: "Stopped",
  retryIn: (seconds: number, reason: DisconnectReason) =>
    `${DISCONNECT_REASONS[reason]}; next attempt in ${seconds} s`,
  asOf: (time: string) => `As of ${time}`,
  cursor: "Cursor",
  latency: "Latency",
  latencyHint: "From storage to display, median and 99th percentile of the last 1,000 messages",
  roundTrip: "Ping",
  milliseconds: (ms: number) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`,
  gapNotice: "Some messages are no longer in the log. The table shows what is open now.",

  sources: "Producers",
  source: { live: "live", late: "late", down: "down" },

  filters: "Filter",
  anyPosition: "Any",
  types: "Types",
  coins: "Coins",
  coinsHint: "NB, BTC",
  side: "Position",
  minSpread: "Min spread",
  badSpread: "A number such as 2.5",
  clearFilters: "Clear",
  shown: (count: number) => (count === 1 ? "1 open signal" : `${count} open signals`),

  typeName: (type: string) => TYPES[type] ?? type,
  coin: "Coin",
  type: "Type",
  spread: "Spread",
  trend: "Trend",
  age: "Age",
  changed: "Changed",
  none: "No open signals match. New ones appear here by themselves.",
  loading: "Loading the open signals…",

  details: "Signal",
  close: "Close",
  chart: (coin: string) => `Spread of ${coin} over time`,
  chartSummary: (points: number, low: string, high: string, last: string) =>
    `${points} points, lowest ${low}, highest ${high}, last ${last}`,
  fields: "All fields",
  ended: "This signal is not open any more.",

  settings: "Settings",
  sound: "Sound",
  notify: "Notifications",
  alertTitle: (coin: string) => `New signal: ${coin}`,
  notifyDenied: "Your browser doesn't allow notifications for this page.",
  charts: "Charts by TradingView Lightweight Charts™",

  seconds: (count: number) => `${count} s`,
  minutes: (count: number) => `${count} min`,
  hours: (count: number) => `${count} h`,
  days: (count: number) => `${count} d`,
};

/** The texts of a language. */
export type Texts = typeof EN;
