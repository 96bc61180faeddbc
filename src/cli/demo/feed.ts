// Posts the market at its pace until told to stop, through whatever happens to the service.

import { setTimeout as pause } from "node:timers/promises";

import { backoff } from "../backoff.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { postMessages, type IngestAnswer, type IngestDoor } from "../ingest-door.ts";
import { bodyOf } from "../publish/batches.ts";
import { notice } from "../terminal-text.ts";
import { Market } from "./market.ts";
import { accrue, postEveryMs } from "./pace.ts";

export interface FeedPlan {
  /** Messages a second. */
  readonly rate: number;
  readonly seed: number;
  /** Messages in all. */
  readonly count: number;
  readonly quiet: boolean;
}

/** Between two lines of progress, milliseconds. */
const PROGRESS_MS = 10_000;

/** Resolves when `count` were posted, when `stop` was asked for, or when the service said no for good. */
export async function runFeed(
  door: IngestDoor,
  plan: FeedPlan,
  stop: AbortSignal,
): Promise<ExitCode> {
  const startedAt = Date.now();
  // A run opens far fewer than a thousand signals a millisecond, so no two runs share an id.
  const market = new Market(plan.seed, startedAt * 1_000);
  let posted = 0;
  let posts = 0;
  let owed = 1;
  let before = performance.now();
  const progress = setInterval(() => {
    if (!plan.quiet) notice(`demo: ${posted} messages posted in ${posts} posts`);
  }, PROGRESS_MS);

  try {
    while (posted < plan.count && !stop.aborted) {
      const due = Math.min(Math.floor(owed), plan.count - posted);
      if (due > 0) {
        const batch = Array.from({ length: due }, () => market.next(Date.now()));
        const answer = await postThrough(door, bodyOf(batch), `demo-${startedAt}-${posts}`, stop);
        if (answer.kind === "refused") {
          answer.problem.forEach((line) => notice(`demo: ${line}`));
          return EXIT.refused;
        }
        owed -= due;
        if (answer.kind === "accepted") {
          posted += due;
          posts += 1;
        }
      }
      await rest(postEveryMs(plan.rate), stop);
      const now = performance.now();
      owed = accrue(owed, now - before, plan.rate);
      before = now;
    }
  } finally {
    clearInterval(progress);
  }
  return EXIT.done;
}

/** Posts again and again until the service has taken or refused it; the key makes the repeats harmless. */
async function postThrough(
  door: IngestDoor,
  body: string,
  idempotencyKey: string,
  stop: AbortSignal,
): Promise<IngestAnswer> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await postMessages(door, body, { idempotencyKey, stop });
    if (stop.aborted) return answer;
    if (answer.kind === "accepted") {
      if (attempt > 0) notice("demo: the service is back");
      return answer;
    }
    if (answer.kind === "refused" && !mayPass(answer.status)) return answer;
    if (attempt === 0) {
      const why = answer.kind === "refused" ? answer.problem.join("; ") : answer.reason;
      notice(`demo: ${door.service.name} doesn't take messages (${why}); trying until it does`);
    }
    await rest(backoff(attempt, Math.random()), stop);
  }
}

/** The service is overloaded, starting or broken: not the caller's fault. */
function mayPass(status: number): boolean {
  return status === 429 || status >= 500;
}

async function rest(ms: number, stop: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal: stop }).catch(() => undefined);
}
