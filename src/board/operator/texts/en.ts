// What the operator's page says, in English. The other languages have the same keys.

import type { Health } from "../health.ts";
import type { FieldProblem } from "../signal-form.ts";
import type { Trouble } from "../trouble.ts";

const HEALTH: { readonly [Kind in Health["kind"]]: (count: number) => string } = {
  healthy: () => "Healthy",
  unreachable: () => "Not reachable",
  down: (count) => (count === 1 ? "1 producer is down" : `${count} producers are down`),
  late: (count) => (count === 1 ? "1 producer is late" : `${count} producers are late`),
  behind: (count) => (count === 1 ? "1 socket is behind" : `${count} sockets are behind`),
};

const FIELD: { readonly [Kind in FieldProblem["problem"]]: string } = {
  missing: "is missing",
  not_a_number: "is not a number",
  not_an_object: "is not a JSON object",
  twice: "has a key that a field above has too",
};

function trouble(trouble: Trouble): string {
  switch (trouble.kind) {
    case "unreachable":
      return "The service can't be reached. What is shown is what was known before.";
    case "key_refused":
      return "The service doesn't know this key, or it is of another kind.";
    case "busy":
      return "The service can't do that at the moment. Try again.";
    case "invalid":
      return trouble.errors.map(({ path, reason }) => `${path} ${reason}`).join("; ");
    case "refused":
      return `The service said no (${trouble.status}): ${trouble.reason}`;
  }
}

export const EN = {
  title: "Signals: operator",
  key: "Operator's key",
  keyHint: "A key of OPERATOR_KEYS. It stays in this tab and is forgotten when you close it.",
  signIn: "Sign in",
  signOut: "Sign out",
  health: ({ kind, count }: Health) => HEALTH[kind](count),
  trouble,
  asOf: (time: string) => `As of ${time}`,
  loading: "Waiting for the first numbers…",
  awake: "The page asks every 2 seconds while it is in sight, which keeps the hub awake.",

  connections: "Connections",
  sockets: "Sockets",
  users: "Users",
  byDialect: "By dialect",
  byLocation: "By location",

  flow: "Messages",
  head: "Position",
  openSignals: "Open signals",
  rate: "Messages a second",
  deliveryRate: "Deliveries a second",
  push: "A push takes, p50 / p99",
  milliseconds: (p50: string, p99: string) => `${p50} / ${p99} ms`,
  behind: "Sockets behind",
  lag: "Messages the farthest is behind",
  slowClosed: "Closed as too slow",
  gathered: "Waiting for a push",
  chartTold: (points: number, lowest: string, highest: string, last: string) =>
    `${points} points, lowest ${lowest}, highest ${highest}, last ${last}`,

  sources: "Producers",
  source: { live: "live", late: "late", down: "down" },
  noSources: "No producer said how often it posts.",
  lastPost: "Last post",
  never: "never",

  members: "Members",
  userId: "User",
  until: "VIP until (empty: no end)",
  olderTokens: "Refuse this user's older tokens too",
  grant: "Grant VIP",
  revoke: "Revoke VIP",
  disconnect: "Disconnect",
  sureGrant: (user: string, until: string | null) =>
    `Grant VIP to user ${user} ${until === null ? "without end" : `until ${until}`}?`,
  sureRevoke: (user: string) =>
    `Revoke the VIP of user ${user}, whatever the token says? Open sockets are closed.`,
  sureDisconnect: (user: string, older: boolean) =>
    `Close all sockets of user ${user}${older ? ", and refuse the tokens issued until now" : ""}?`,
  confirm: "Yes",
  cancel: "Cancel",
  done: (closed: number) =>
    `Done. ${closed === 1 ? "1 socket was" : `${closed} sockets were`} closed.`,
  badUser: "An address can't name this user.",
  badUntil: "That is no moment.",

  post: "Post a signal",
  producerKey: "Producer's key",
  kind: "Message",
  signalType: "Type",
  id: "Id",
  coin: "Coin",
  position: "Position",
  spread: "Spread",
  more: "More data, as a JSON object",
  send: "Post",
  posted: (seq: number, recipients: number, duplicate: boolean) =>
    duplicate
      ? `It was stored before, as number ${seq}.`
      : `Stored as number ${seq}; ${recipients === 1 ? "1 socket gets" : `${recipients} sockets get`} it.`,
  fieldProblem: (name: string, problem: FieldProblem["problem"]) => `${name} ${FIELD[problem]}.`,

  tail: "Live tail",
  pause: "Pause",
  resume: "Go on",
  noLines: "Nothing has been posted yet.",
  time: "Time",
  data: "Data",

  cost: "This month so far",
  costPlan: "Plan",
  costRequests: (count: string) => `${count} requests`,
  costRows: (count: string) => `${count} rows written`,
  costTotal: "Together",
  costHint: (published: string) =>
    `Without taxes, by the prices of ${published}; what is included costs nothing more. Since the hub began to count.`,

  charts: "Charts by TradingView Lightweight Charts™",
};

export type Texts = typeof EN;
