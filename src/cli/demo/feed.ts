// Publishes the market at a steady rate until it is stopped, and waits while the service is away.

import { setTimeout as pause } from "node:timers/promises";

import { EXIT, type ExitCode } from "../command.ts";
import { backoff } from "../../client/connection/backoff.ts";
import {
  publishMessages,
  type PublishOutcome,
  type PublishEndpoint,
} from "../service/publish-client.ts";
import { bodyOf } from "../publish/batches.ts";
import { notice } from "../terminal-text.ts";
import { Market } from "./market.ts";

/** What the demo publishes. */
export interface FeedPlan {
  /** Messages a second. */
  readonly rate: number;
  readonly seed: number;
  /** Messages in all. */
  readonly count: number;
  readonly quiet: boolean;
}

/** At most this many publish requests a second. More messages travel as arrays. */
const REQUESTS_PER_SECOND = 20;

/** The interval between two lines of progress, milliseconds. */
const PROGRESS_MS = 10_000;

/** Publishes until `plan.count`, until `stop`, or until the service refuses for good. The exit code says which. */
export async function runFeed(
  endpoint: PublishEndpoint,
  plan: FeedPlan,
  stop: AbortSignal,
): Promise<ExitCode> {
  const startedAt = Date.now();
  // A run opens far fewer than a thousand signals a millisecond. No two runs share an id.
  const market = new Market(plan.seed, startedAt * 1_000);
  let published = 0;
  let requests = 0;
  let pending = 1;
  let lastTickAt = performance.now();
  const progress = setInterval(() => {
    if (!plan.quiet) notice(`demo: ${published} messages published in ${requests} requests`);
  }, PROGRESS_MS);

  try {
    while (published < plan.count && !stop.aborted) {
      const due = Math.min(Math.floor(pending), plan.count - published);
      if (due > 0) {
        const batch = Array.from({ length: due }, () => market.next(Date.now()));
        const answer = await publishWithRetries(
          endpoint,
          bodyOf(batch),
          `demo-${startedAt}-${requests}`,
          stop,
        );
        if (answer.kind === "refused") {
          answer.problem.forEach((line) => notice(`demo: ${line}`));
          return EXIT.refused;
        }
        pending -= due;
        if (answer.kind === "accepted") {
          published += due;
          requests += 1;
        }
      }
      await sleep(publishIntervalMs(plan.rate), stop);
      const now = performance.now();
      pending = accruePending(pending, now - lastTickAt, plan.rate);
      lastTickAt = now;
    }
  } finally {
    clearInterval(progress);
  }
  return EXIT.done;
}

/** Repeats one publish request until the service takes or refuses it. The idempotency key makes repeats harmless. */
async function publishWithRetries(
  endpoint: PublishEndpoint,
  body: string,
  idempotencyKey: string,
  stop: AbortSignal,
): Promise<PublishOutcome> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await publishMessages(endpoint, body, { idempotencyKey, stop });
    if (stop.aborted) return answer;
    if (answer.kind === "accepted") {
      if (attempt > 0) notice("demo: the service is back");
      return answer;
    }
    if (answer.kind === "refused" && !isRetryable(answer.status)) return answer;
    if (attempt === 0) {
      const reason = answer.kind === "refused" ? answer.problem.join("; ") : answer.reason;
      notice(
        `demo: ${endpoint.service.name} doesn't take messages (${reason}); trying until it does`,
      );
    }
    await sleep(backoff(attempt, Math.random()), stop);
  }
}

/** Whether the service is overloaded, starting or broken, and a repeat may succeed. */
function isRetryable(status: number): boolean {
  return status === 429 || status >= 500;
}

/** Milliseconds between two publish requests at `rate` messages a second. */
export function publishIntervalMs(rate: number): number {
  return 1_000 / Math.min(rate, REQUESTS_PER_SECOND);
}

/** The messages due after `elapsedMs` more. Never more than a second's worth, or one message. */
export function accruePending(pending: number, elapsedMs: number, rate: number): number {
  return Math.min(pending + (rate * elapsedMs) / 1_000, Math.max(1, rate));
}

async function sleep(ms: number, stop: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal: stop }).catch(() => undefined);
}
