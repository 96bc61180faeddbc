// The operators' page in English. The other languages have the same keys.

import type { AdminAction } from "../actions/admin-action.ts";
import type { PublishResult } from "../service.ts";
import type { FieldProblem } from "../actions/signal-form.ts";
import type { ApiError } from "../api-error.ts";
import type { Issue, HealthStatus } from "../stats/health-status.ts";

const LOCALE = "en-GB";

const LEVELS: Readonly<Record<HealthStatus["level"], string>> = {
  unknown: "Checking",
  healthy: "Healthy",
  warning: "Warning",
  critical: "Critical",
};

const FIELD_PROBLEMS: Readonly<Record<FieldProblem["problem"], string>> = {
  missing: "This field is required.",
  not_a_number: "A number as JSON writes it, such as 8.40.",
  not_an_object: 'A JSON object, such as {"mexc_spot_price": 0.00670000}.',
  duplicate_key: "One of its keys is also a field above.",
};

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString(LOCALE)} ${number === 1 ? one : many}`;
}

const sockets = (number: number) => count(number, "socket", "sockets");
const messages = (number: number) => count(number, "message", "messages");

function formatDateTime(iso: string): string {
  return new Date(iso).toLocaleString(LOCALE, { dateStyle: "medium", timeStyle: "short" });
}

function errorText(error: ApiError): string {
  switch (error.kind) {
    case "unreachable":
      return "The service can't be reached.";
    case "key_rejected":
      return "The service doesn't know this key, or it is a key of another kind.";
    case "busy":
      return "The service is busy (503).";
    case "invalid":
      return error.errors.map(({ path, reason }) => `${path} ${reason}`.trim()).join("; ");
    case "rejected":
      return `${error.status}: ${error.reason || "the service gave no reason"}`;
  }
}

function issueText(issue: Issue): string {
  switch (issue.kind) {
    case "poll_failed":
      return errorText(issue.error);
    case "source":
      return issue.state === "down"
        ? `Source ${issue.name} is down.`
        : `Source ${issue.name} is late.`;
    case "full":
      return `${sockets(issue.sockets)}: the hub is nearly full.`;
    case "catching_up":
      return `${sockets(issue.sockets)} catching up, the farthest lags by ${messages(issue.lag)}.`;
    case "queued":
      return `Messages come faster than they are sent: ${messages(issue.messages)} waiting.`;
    case "slow_closed":
      return `${sockets(issue.sockets)} closed as too slow in the last minute.`;
  }
}

function questionText(action: AdminAction): string {
  switch (action.kind) {
    case "grant":
      return action.until === null
        ? `Make user ${action.userId} a VIP without an end?`
        : `Make user ${action.userId} a VIP until ${formatDateTime(action.until)}?`;
    case "revoke":
      return `Take VIP from user ${action.userId}? All sockets of the user close at once.`;
    case "disconnect":
      return action.notBefore === null
        ? `Close all sockets of user ${action.userId}? The user may reconnect at once.`
        : `Close all sockets of user ${action.userId}, and reject all tokens issued before now?`;
  }
}

function doneText(action: AdminAction, closed: number): string {
  const ended = `${sockets(closed)} closed.`;
  switch (action.kind) {
    case "grant":
      return `User ${action.userId} is a VIP ${action.until === null ? "without an end" : `until ${formatDateTime(action.until)}`}. ${ended}`;
    case "revoke":
      return `User ${action.userId} is no VIP any more. ${ended}`;
    case "disconnect":
      return `User ${action.userId} was disconnected. ${ended}`;
  }
}

/** The texts. Functions put values into sentences. */
export const EN = {
  title: "Operator",

  signIn: "Sign in",
  signInHint:
    "With a key of OPERATOR_KEYS. It stays in this tab, goes only to this service, and is forgotten when you close the tab.",
  key: "Operator's key",
  pending: "Waiting for the service…",
  signOut: "Sign out",

  level: (level: HealthStatus["level"]) => LEVELS[level],
  issue: issueText,
  error: errorText,
  asOf: (time: string) => `As of ${time}`,
  never: "never",
  stale: (time: string | null) =>
    time === null
      ? "No data yet. Retrying every two seconds."
      : `What you see is as of ${time}, not live. Retrying every two seconds.`,
  unknown: "–",

  connections: "Connections",
  breakdownBy: "Show",
  breakdown: {
    total: "All",
    sockets_by_subprotocol: "By subprotocol",
    sockets_by_location: "By location",
  },
  sockets: "Sockets",
  users: "Users",
  noConnections: "Nobody is connected.",

  line: "Line",
  now: "Now",
  min: "Min",
  max: "Max",
  overTime: (title: string) => `${title} since this page was opened, half an hour at most`,
  perSecond: (rate: number) => `${rate.toLocaleString(LOCALE, { maximumFractionDigits: 1 })}/s`,
  milliseconds: (ms: number) => `${ms.toLocaleString(LOCALE, { maximumFractionDigits: 1 })} ms`,
  number: (number: number) =>
    number.toLocaleString(LOCALE, { maximumFractionDigits: number < 10 ? 1 : 0 }),

  publishing: "Publishing",
  messages: "Messages",
  publishRequests: "Publish requests",
  deliveries: "Deliveries",
  sinceLogBegan: "since the log began",

  fanOut: "Fan-out time",
  fanOutP99: "Fan-out p99",
  median: "p50 (median)",
  p99: "p99",
  fanOutHint: "How long one flush to all sockets takes, of all since the log began.",

  backlog: "Log and backlog",
  backlogHint:
    "Lag is the distance from the head to the slowest socket. Sockets with a backlog catch up from the log.",
  head: "Head",
  oldest: "Oldest in the log",
  signals: "Open signals",
  lag: "Lag, messages",
  catchingUp: "Sockets catching up",
  queued: "Queued, not yet sent",
  slowClosed: "Closed as too slow",
  database: "Database",
  bytes: (bytes: number) =>
    `${(bytes / 1_048_576).toLocaleString(LOCALE, { maximumFractionDigits: 2 })} MiB`,

  sources: "Sources",
  source: "Source",
  state: "State",
  lastPublish: "Last publish",
  noSources: "No producer has an expected interval (PUT /internal/sources/{name}).",
  states: { live: "live", late: "late", down: "down" },

  cost: "Cost this month",
  costOf: (month: string) => `${month}, so far`,
  plan: "Workers Paid plan",
  requests: "Requests to the hub",
  rows: "Rows written",
  used: "Used",
  dollars: "US$",
  total: "Total",
  usd: (dollars: number) =>
    dollars.toLocaleString(LOCALE, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  pricesOf: (date: string) => `Prices of ${date}`,
  costHint:
    "Not in it: the Worker's own requests past 10 million, rows read and storage past what is included. This page's own requests are in it.",

  members: "Members",
  userId: "User id",
  until: "VIP until (empty: without an end)",
  alsoTokens: "Also reject tokens issued before now",
  grant: "Grant VIP",
  revoke: "Revoke VIP",
  disconnect: "Disconnect",
  invalidUserId: "Which user? An id, but not . or ..",
  invalidDate: "That is not a date and time.",
  question: questionText,
  done: doneText,
  cancel: "Cancel",
  maybeDone: "It may or may not have been done.",

  publishSignal: "Publish a signal",
  producerKey: "Producer's key",
  messageType: "Message",
  signalType: "Signal type",
  signalId: "Id",
  coin: "Coin",
  position: "Position",
  noPosition: "none",
  spread: "Spread",
  more: "More fields, a JSON object",
  send: "Publish",
  fieldProblem: (problem: FieldProblem["problem"]) => FIELD_PROBLEMS[problem],
  published: ({ seq, duplicate, recipients }: PublishResult) =>
    duplicate
      ? `Already known as number ${seq}: not sent again.`
      : `Stored as number ${seq}, goes to ${sockets(recipients)}.`,
  maybePublished:
    "It may have been stored. Published again unchanged, it will not be stored twice.",

  tail: "Live tail",
  pause: "Pause",
  resume: "Resume",
  paused: "Paused",
  noMessages: "The log is empty.",
  tailHint: (lines: number) => `The last ${lines} messages, newest first.`,

  charts: "Charts by TradingView Lightweight Charts™",
};

/** The texts of a language. */
export type Texts = typeof EN;
