// What the operator's page says, in English. The other languages have the same keys.

import type { MemberOrder } from "../member-order.ts";
import type { Posted } from "../service.ts";
import type { FieldProblem } from "../signal-form.ts";
import type { Trouble } from "../trouble.ts";
import type { Concern, Verdict } from "../verdict.ts";

const LOCALE = "en-GB";

const LEVELS: Readonly<Record<Verdict["level"], string>> = {
  unknown: "Asking",
  healthy: "Healthy",
  watch: "Keep an eye on it",
  trouble: "Trouble",
};

const FIELD_PROBLEMS: Readonly<Record<FieldProblem["problem"], string>> = {
  missing: "This field is needed.",
  not_a_number: "A number as JSON writes it, such as 8.40.",
  not_an_object: 'A JSON object, such as {"mexc_spot_price": 0.00670000}.',
  twice: "A key of it is also a field above.",
};

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString(LOCALE)} ${number === 1 ? one : many}`;
}

const sockets = (number: number) => count(number, "socket", "sockets");
const messages = (number: number) => count(number, "message", "messages");

function moment(iso: string): string {
  return new Date(iso).toLocaleString(LOCALE, { dateStyle: "medium", timeStyle: "short" });
}

function troubleText(trouble: Trouble): string {
  switch (trouble.kind) {
    case "unreachable":
      return "The service can't be reached.";
    case "key_refused":
      return "The service doesn't know this key, or it is a key of another kind.";
    case "busy":
      return "The service can't answer just now (503).";
    case "invalid":
      return trouble.errors.map(({ path, reason }) => `${path} ${reason}`.trim()).join("; ");
    case "refused":
      return `${trouble.status}: ${trouble.reason || "the service refused without a reason"}`;
  }
}

function concernText(concern: Concern): string {
  switch (concern.kind) {
    case "unanswered":
      return troubleText(concern.trouble);
    case "source":
      return concern.state === "down"
        ? `Source ${concern.name} is down.`
        : `Source ${concern.name} is late.`;
    case "full":
      return `${sockets(concern.sockets)}: the hub is nearly full.`;
    case "behind":
      return `${sockets(concern.sockets)} behind, the farthest by ${messages(concern.lag)}.`;
    case "gathered":
      return `Messages come faster than they are pushed: ${messages(concern.messages)} waiting.`;
    case "slow_closed":
      return `${sockets(concern.sockets)} closed as too slow in the last minute.`;
  }
}

function questionText(order: MemberOrder): string {
  switch (order.kind) {
    case "grant":
      return order.until === null
        ? `Make user ${order.userId} a VIP without an end?`
        : `Make user ${order.userId} a VIP until ${moment(order.until)}?`;
    case "revoke":
      return `Take VIP from user ${order.userId}? All sockets of the user close at once.`;
    case "disconnect":
      return order.notBefore === null
        ? `Close all sockets of user ${order.userId}? The user may come back at once.`
        : `Close all sockets of user ${order.userId}, and refuse all tokens that were issued before now?`;
  }
}

function doneText(order: MemberOrder, closed: number): string {
  const ended = `${sockets(closed)} closed.`;
  switch (order.kind) {
    case "grant":
      return `User ${order.userId} is a VIP ${order.until === null ? "without an end" : `until ${moment(order.until)}`}. ${ended}`;
    case "revoke":
      return `User ${order.userId} is no VIP any more. ${ended}`;
    case "disconnect":
      return `User ${order.userId} was disconnected. ${ended}`;
  }
}

export const EN = {
  title: "Operator",

  signIn: "Sign in",
  signInHint:
    "With a key of OPERATOR_KEYS. It stays in this tab, goes only to this service, and is forgotten when you close the tab.",
  key: "Operator's key",
  asking: "Asking the service…",
  signOut: "Sign out",

  level: (level: Verdict["level"]) => LEVELS[level],
  concern: concernText,
  trouble: troubleText,
  asOf: (time: string) => `As of ${time}`,
  never: "never",
  stale: (time: string | null) =>
    time === null
      ? "Nothing is known yet. Asking again every two seconds."
      : `What you see is as of ${time}, not live. Asking again every two seconds.`,
  unknown: "–",

  connections: "Connections",
  splitBy: "Show",
  split: { total: "All", sockets_by_dialect: "By dialect", sockets_by_location: "By location" },
  sockets: "Sockets",
  users: "Users",
  nobody: "Nobody is connected.",

  line: "Line",
  now: "Now",
  least: "Min",
  most: "Max",
  overTime: (title: string) => `${title} since this page was opened, half an hour at most`,
  perSecond: (rate: number) => `${rate.toLocaleString(LOCALE, { maximumFractionDigits: 1 })}/s`,
  milliseconds: (ms: number) => `${ms.toLocaleString(LOCALE, { maximumFractionDigits: 1 })} ms`,
  number: (number: number) =>
    number.toLocaleString(LOCALE, { maximumFractionDigits: number < 10 ? 1 : 0 }),

  publishing: "Publishing",
  messages: "Messages",
  publications: "Posts",
  deliveries: "Deliveries",
  sinceLogBegan: "since the log began",

  fanOut: "Fan-out time",
  fanOutP99: "Fan-out p99",
  median: "p50 (median)",
  p99: "p99",
  fanOutHint: "How long one push to all sockets takes, of all since the log began.",

  positions: "Positions",
  positionsHint:
    "Lag is how far the farthest paused socket is behind the head. Paused sockets catch up from the log.",
  head: "Head",
  oldest: "Oldest in the log",
  signals: "Open signals",
  lag: "Lag, messages",
  behind: "Paused sockets",
  gathered: "Stored, not yet pushed",
  slowClosed: "Closed as too slow",
  database: "Database",
  bytes: (bytes: number) =>
    `${(bytes / 1_048_576).toLocaleString(LOCALE, { maximumFractionDigits: 2 })} MiB`,

  sources: "Sources",
  source: "Source",
  state: "State",
  lastPost: "Last post",
  noSources: "No producer has said how often it posts (PUT /internal/sources/{name}).",
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
    "Not in it: the Worker's own requests past 10 million, rows read and storage past what is included. This page's looks are in it.",

  members: "Members",
  userId: "User id",
  until: "VIP until (empty: without an end)",
  alsoTokens: "Also refuse tokens issued before now",
  grant: "Grant VIP",
  revoke: "Revoke VIP",
  disconnect: "Disconnect",
  unnamedUser: "Which user? An id, but not . or ..",
  badMoment: "That is no moment.",
  question: questionText,
  done: doneText,
  cancel: "Cancel",
  confirm: "Confirm",
  maybeDone: "It may have been done or not.",

  post: "Post a signal",
  producerKey: "Producer's key",
  messageType: "Message",
  signalType: "Signal type",
  signalId: "Id",
  coin: "Coin",
  position: "Position",
  noPosition: "none",
  spread: "Spread",
  more: "More fields, a JSON object",
  send: "Post",
  fieldProblem: (problem: FieldProblem["problem"]) => FIELD_PROBLEMS[problem],
  posted: ({ seq, duplicate, recipients }: Posted) =>
    duplicate
      ? `Already known as number ${seq}: sent to nobody again.`
      : `Stored as number ${seq}, goes to ${sockets(recipients)}.`,
  maybePosted: "It may have been stored. Posted again as it is, it will not be stored twice.",

  tail: "Live tail",
  pause: "Pause",
  goOn: "Go on",
  paused: "Paused",
  noMessages: "The log is empty.",
  tailHint: (lines: number) => `The last ${lines} messages, newest first.`,

  charts: "Charts by TradingView Lightweight Charts™",
};

export type Texts = typeof EN;
