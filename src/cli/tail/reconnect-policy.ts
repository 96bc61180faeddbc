// What the end of a connection means, and what a reader of the feed does next.

import { backoff } from "../backoff.ts";

/** How a connection ended. `openMs` is how long it was open; 0 if the handshake never succeeded. */
export interface ClosedConnection {
  readonly code: number;
  readonly reason: string;
  readonly openMs: number;
}

export type NextAttempt =
  | { readonly kind: "stop"; readonly advice: string }
  | { readonly kind: "resume"; readonly afterMs: number; readonly attempt: number };

/** A connection that was open this long, milliseconds, was healthy: the back-off begins anew. */
const HEALTHY_MS = 10_000;

/** Rate limits are windows of a minute and less: wait at least this long, milliseconds. */
const RATE_LIMIT_MS = 30_000;

/** The reasons of code 1008 that no reconnect can mend. */
const POLICY_ADVICE = new Map([
  [
    "Unauthorized",
    "The token is not valid here. Get a new one (`signal-hub token --user 123 --vip` where the " +
      "secret is at hand) and give it with --token.",
  ],
  [
    "VIP subscription required",
    "This user is not VIP, or is no longer. Renew the subscription, or give another user's --token.",
  ],
  ["Query breaks the schema", "The service does not know a filter like this: look at --help."],
  ["Origin not allowed", "The service takes no connections from this origin. Ask its operator."],
]);

const CODE_ADVICE = new Map([
  [
    4001,
    "A newer connection of the same user took this one's place. Close one, or use another user.",
  ],
  [1009, "The service found a frame of ours too big. Report this: it should not happen."],
  [1003, "The service got a frame that is not text. Report this: it should not happen."],
]);

/** `attempt` counts the retries since the last healthy connection; `random` is in [0, 1). */
export function nextAttempt(
  closed: ClosedConnection,
  attempt: number,
  random: number,
): NextAttempt {
  const advice =
    closed.code === 1008 ? POLICY_ADVICE.get(closed.reason) : CODE_ADVICE.get(closed.code);
  if (advice !== undefined) return { kind: "stop", advice };

  const retries = closed.openMs >= HEALTHY_MS ? 0 : attempt;
  const rateLimited = closed.code === 1008 && closed.reason === "Rate limit exceeded";
  const afterMs = backoff(retries, random) + (rateLimited ? RATE_LIMIT_MS : 0);
  return { kind: "resume", afterMs, attempt: retries + 1 };
}
