// A reload under `wrangler dev` stands for a deploy. A touched source file drops every socket.

import { utimesSync } from "node:fs";
import { join } from "node:path";
import { liveProducer } from "../../../support/live/live-producer.ts";
import { LiveServer, PROJECT } from "../../../support/live/live-server.ts";
import type { Fault } from "../../fault.ts";
import { pause } from "../../from-bench.ts";
import type { LedgerServer } from "../../ledger/clients/producer.ts";
import { storedMessage, type StoredMessage } from "../../ledger/evaluation/stored-log.ts";
import { FeedRun } from "../../ledger/feed-run.ts";

export const deployUnderWrangler: Fault = {
  name: "deploy-under-wrangler",
  hypothesis: "A deploy during a feed loses no message: producers retry, clients resume.",
  long: true,
  async run(drill) {
    const live = await LiveServer.start();
    drill.onFinished(() => live.dispose());
    const { key } = liveProducer();
    const server: LedgerServer = {
      url: (path) => live.url(path),
      token: (claims) => live.token(claims),
      operate: (method, path) => live.operate(method, path),
      kill: () => live.kill(),
      start: () => live.start(),
      post: (body, idempotencyKey) =>
        fetch(live.url("/internal/signals"), {
          method: "POST",
          headers: {
            Authorization: `Bearer ${key}`,
            "Content-Type": "application/json",
            ...(idempotencyKey !== undefined && { "Idempotency-Key": idempotencyKey }),
          },
          body,
          signal: AbortSignal.timeout(10_000),
        }),
    };
    const feed = await FeedRun.start(server, drill.planFeed({ intervalMs: 100 }));
    drill.watch(feed, () => readLog(live));

    const now = new Date();
    for (const part of [0.2, 0.4, 0.6]) {
      await feed.reaches(part);
      utimesSync(join(PROJECT, "src/index.ts"), now, new Date());
      await pause(2_000);
    }
    await feed.settle();

    drill.figure("resumes", feed.totals.resumes);
    drill.check(feed.totals.resumes >= feed.clients.length, "every client was dropped and resumed");
  },
};

/** Reads the log over HTTP, for the storage belongs to wrangler. */
async function readLog(live: LiveServer): Promise<readonly StoredMessage[]> {
  const headers = { Authorization: `Bearer ${await live.token()}` };
  const { epoch } = await (await live.operate("GET", "/stats")).json<{ epoch: string }>(); // SAFETY: `HubStats`.
  const stored: StoredMessage[] = [];
  let seq = 0;
  for (let more = true; more;) {
    const response = await fetch(live.url(`/signals/log?since=${epoch}:${seq}`), { headers });
    const page = await response.json<Page>(); // SAFETY: the route's answer.
    stored.push(...page.messages.map(storedMessage));
    ({ seq, more } = page);
  }
  return stored;
}

interface Page {
  readonly messages: readonly Parameters<typeof storedMessage>[0][];
  readonly seq: number;
  readonly more: boolean;
}
