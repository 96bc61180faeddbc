// All faults at once for ten minutes, with random injections, kills and junk.

import type { Drill } from "../../drill.ts";
import type { Fault } from "../../fault.ts";
import { pause } from "../../from-bench.ts";
import type { FeedRun } from "../../ledger/feed-run.ts";
import { badBody } from "../../inputs/bad-bodies.ts";
import { canary, SECRETS } from "../../service/canary.ts";
import type { DrilledService } from "../../service/drilled-service.ts";
import { forgery } from "../../inputs/forgeries.ts";
import type { FaultCommand } from "../../service/fault-commands.ts";
import { rawRequest, upgradeText } from "../../inputs/raw-request.ts";
import { TcpProxy } from "../../service/tcp-proxy.ts";

const MINUTES = 10;
const SHORT_S = 8;
/** About 55 messages a second. A publish request has some 16, and a producer pauses for a second. */
const PER_SECOND = 55;

/** The average time between two injections, milliseconds. */
const INJECTION_EVERY_MS = 1_500;
const KILL_EVERY_MS = 15_000;
const SHORT_KILL_EVERY_MS = 3_000;
const JUNK_EVERY_MS = 25;

export const everythingAtOnce: Fault = {
  name: "everything-at-once",
  hypothesis:
    "Kills, resets, evictions, failing writes, drops, junk and forgeries: no message is lost.",
  async run(drill) {
    drill.expectCloses("1013 Try again later", "1012 Service restart");
    const service = await drill.serve({ rejectionsPerMinute: 1_000_000 });
    const proxy = await TcpProxy.to(service.port);
    drill.onFinished(() => proxy.stop());
    const seconds = drill.short ? SHORT_S : MINUTES * 60;
    const messages = seconds * PER_SECOND;
    const clients = drill.short ? 44 : 120;
    const feed = await drill.feed(
      service,
      { clients, sseClients: 6, messages, intervalMs: 1_000 },
      { sockets: proxy.socketUrl },
    );

    let over = false;
    const isOver = (): boolean => over;
    const faults = [
      injectFaults(drill, service, feed, proxy, isOver),
      kill(drill, service, isOver),
      sendJunk(drill, service, isOver),
    ] as const;
    try {
      await feed.reaches(1);
    } finally {
      over = true;
    }
    const [injections, kills, junk] = await Promise.all(faults);
    await feed.settle();

    drill.figure("kills", kills);
    drill.figure("other injections", injections);
    drill.figure("junk requests", junk);
    drill.figure("resumes", feed.totals.resumes);
    drill.figure("unanswered publish requests", feed.records.unacknowledged);
  },
};

function randomCommand(random: () => number): FaultCommand {
  const some = 1 + Math.floor(random() * 5);
  const commands: readonly FaultCommand[] = [
    { do: "evict", sockets: "keep" },
    { do: "evict", sockets: "drop" },
    { do: "abort-after-sends", sends: some * 20 },
    { do: "abort-before-commit" },
    { do: "fail-writes", times: some },
    { do: "fail-alarms", times: 1 },
    { do: "fail-calls", times: some, mark: "overloaded" },
    { do: "fail-calls", times: some, mark: "retryable" },
    { do: "fail-sends", user: canary(`everything-at-once-${some}`) },
    { do: "fail-sends", user: null },
    { do: "age-attachments" },
  ];
  return commands[Math.floor(random() * commands.length)] ?? { do: "count" };
}

async function injectFaults(
  drill: Drill,
  service: DrilledService,
  feed: FeedRun,
  proxy: TcpProxy,
  isOver: () => boolean,
): Promise<number> {
  let injections = 0;
  while (!isOver()) {
    await pause(drill.random() * 2 * INJECTION_EVERY_MS);
    injections += 1;
    const chance = drill.random();
    if (chance < 0.15) feed.drop(0.3, drill.random);
    else if (chance < 0.2) proxy.reset();
    // The service may be down between a kill and its restart.
    else await service.inject(randomCommand(drill.random)).catch(() => null);
  }
  // Without this the sends to one user would fail for ever.
  await service.inject({ do: "fail-sends", user: null }).catch(() => null);
  return injections;
}

async function kill(drill: Drill, service: DrilledService, isOver: () => boolean): Promise<number> {
  const every = drill.short ? SHORT_KILL_EVERY_MS : KILL_EVERY_MS;
  let kills = 0;
  while (!isOver()) {
    const until = performance.now() + (0.5 + drill.random()) * every;
    while (!isOver() && performance.now() < until) await pause(100);
    if (isOver()) break;
    await service.kill();
    await service.start();
    kills += 1;
    if (kills % 8 === 0) drill.note(`${kills} kills`);
  }
  return kills;
}

/** Sends bad upgrades, forged tokens and bad bodies in turn. Returns the number of requests. */
async function sendJunk(
  drill: Drill,
  service: DrilledService,
  isOver: () => boolean,
): Promise<number> {
  const honest = await service.token({ sub: canary("honest") });
  let junk = 0;
  while (!isOver()) {
    await pause(JUNK_EVERY_MS);
    junk += 1;
    try {
      const status = await sendJunkOnce(junk, honest, drill, service);
      // A hub in a reset is answered 503.
      const isRejected = status === 0 || status === 101 || (status >= 400 && status < 500);
      drill.check(isRejected || status === 503, `junk was answered ${status}`);
    } catch {
      // The service is down between a kill and its restart.
    }
  }
  return junk;
}

async function sendJunkOnce(
  junk: number,
  honest: string,
  { random }: Drill,
  service: DrilledService,
): Promise<number> {
  switch (junk % 3) {
    case 0: {
      const upgrade = upgradeText("?token=junk", {});
      return (await rawRequest(service.port, upgrade)).status;
    }
    case 1: {
      const headers = { Authorization: `Bearer ${await forgery(junk, honest, random)}` };
      const response = await fetch(service.url("/signals"), { headers });
      await response.body?.cancel();
      return response.status;
    }
    default: {
      const { body, headers } = badBody(junk, random);
      const authorization = { Authorization: `Bearer ${SECRETS.PRODUCER_KEY}` };
      const response = await fetch(service.url("/internal/signals"), {
        method: "POST",
        headers: { ...authorization, "Content-Type": "application/json", ...headers },
        body,
      });
      await response.body?.cancel();
      return response.status;
    }
  }
}
