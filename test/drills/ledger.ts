// `npm run ledger`: clients are dropped again and again and still receive each of their messages once and in order.

import { seededRandom } from "../../src/cli/demo/seeded-random.ts";
import { conclude, pause, progress, readOptions, type Cell } from "../bench/script.ts";
import { WorkerdServer } from "../bench/workerd-server.ts";
import { expectations } from "./ledger/plan/expectation.ts";
import { planFeed } from "./ledger/plan/feed.ts";
import { FILTERS, type DrillFilter } from "./ledger/plan/filters.ts";
import { ClientTotals } from "./ledger/clients/client-totals.ts";
import { ResumingClient, type Drop } from "./ledger/clients/resuming-client.ts";
import { failuresOf } from "./ledger/evaluation/evaluate-feed.ts";
import { until, untilSettled } from "./ledger/evaluation/waiting.ts";
import { Producer, Records, type LedgerServer } from "./ledger/clients/producer.ts";
import { reconcile, type Reconciliation } from "./ledger/evaluation/reconcile.ts";

export interface LedgerPlan {
  readonly clients: number;
  readonly waves: number;
  readonly messages: number;
  readonly seed: number;
  /** Kills of the server during the feed. */
  readonly kill: number;
}

export interface Ledger extends Reconciliation {
  readonly seed: number;
  readonly published: number;
  readonly acknowledged: number;
  readonly stored: number;
  readonly drops: number;
  readonly resumes: number;
  readonly snapshots: number;
  readonly closes: number;
  readonly kills: number;
  readonly unacknowledgedRequests: number;
  readonly duplicates: number;
  readonly updatesFound: number;
  readonly updatesResent: number;
  readonly bytes: number;
  readonly seconds: number;
  /** The broken promises, none in a good run. */
  readonly broken: readonly string[];
}

const PRODUCERS = 4;
const CLIENTS_PER_USER = 4;
const DROPS: readonly [Drop, ...Drop[]] = ["cut", "cut", "midway", "close"];

/** Runs the drill against a server with an empty hub. */
export async function runLedger(server: LedgerServer, plan: LedgerPlan): Promise<Ledger> {
  const began = performance.now();
  const random = seededRandom(plan.seed);
  const totals = new ClientTotals();
  const records = new Records();
  const { epoch } = await (await server.operate("GET", "/stats")).json<{ epoch: string }>(); // SAFETY: `HubStats`.
  const clients = await connectClients(server, plan, totals, random);
  await until(() => clients.every(({ live }) => live), "not every client connected");

  const feed = planFeed(PRODUCERS, plan.messages, plan.seed);
  const publishing = Promise.all(
    feed.map(async (batches, index) => {
      const producer = new Producer(server, records, epoch);
      const producerRandom = seededRandom(plan.seed + index);
      for (const batch of batches) {
        await producer.publish(batch);
        await pause(producerRandom() * 20);
      }
    }),
  );
  const waves = injectFaults(server, plan, clients, records, random);
  const [drops] = await Promise.all([waves, publishing]);

  const published = [...records.published]
    .map(([seq, draft]) => ({ seq, draft }))
    .toSorted((a, b) => a.seq - b.seq);
  const expected = expectations(published, FILTERS);
  const { seq: stored } = await (await server.operate("GET", "/stats")).json<{ seq: number }>(); // SAFETY: `HubStats`.
  await untilSettled(clients, expected);
  for (const client of clients) client.end();

  const reconciliation = reconcile(clients, totals, expected);
  const broken = [
    ...records.broken,
    ...failuresOf(reconciliation),
    ...totals.snapshots.map((reason) => `a resume got a snapshot: ${reason}`),
    ...[...totals.closes].map(([close, times]) => `${times} sockets were closed with ${close}`),
    ...totals.unexpected.map((message) => `a client got an unexpected message: ${message}`),
  ];
  if (published.length !== plan.messages) broken.push("not every message was published");
  if (stored !== published.length) broken.push("the hub's log differs from the published messages");
  return {
    ...reconciliation,
    seed: plan.seed,
    published: published.length,
    acknowledged: records.acknowledged,
    stored,
    drops,
    resumes: totals.resumes,
    snapshots: totals.snapshots.length,
    closes: [...totals.closes.values()].reduce((sum, times) => sum + times, 0),
    kills: plan.kill,
    unacknowledgedRequests: records.unacknowledged,
    duplicates: records.duplicates,
    updatesFound: records.foundInLog,
    updatesResent: records.resent,
    bytes: totals.bytes,
    seconds: (performance.now() - began) / 1_000,
    broken,
  };
}

async function connectClients(
  server: LedgerServer,
  { clients }: LedgerPlan,
  totals: ClientTotals,
  random: () => number,
): Promise<readonly ResumingClient[]> {
  const url = server.url("/ws/signals").replace("http", "ws");
  const users = Math.ceil(clients / CLIENTS_PER_USER);
  const tokens = await Promise.all(
    Array.from({ length: users }, (_, user) => server.token({ sub: String(1_000 + user) })),
  );
  return Array.from({ length: clients }, (_, index) => {
    const filter: DrillFilter = FILTERS[index % FILTERS.length] ?? {};
    const client = new ResumingClient(url, tokens[index % users] ?? "", filter, totals, random);
    client.connect();
    return client;
  });
}

/** Drops clients in waves and kills the server, spread evenly over the feed. Returns the number of drops. */
async function injectFaults(
  server: LedgerServer,
  plan: LedgerPlan,
  clients: readonly ResumingClient[],
  records: Records,
  random: () => number,
): Promise<number> {
  const waves = Array.from({ length: plan.waves }, (_, wave) => (wave + 1) / (plan.waves + 1));
  const kills = Array.from({ length: plan.kill }, (_, kill) => (kill + 0.5) / plan.kill);
  const steps = [
    ...waves.map((at) => ({ at, kind: "wave" as const })),
    ...kills.map((at) => ({ at, kind: "kill" as const })),
  ].toSorted((a, b) => a.at - b.at);
  let drops = 0;
  for (const { at, kind } of steps) {
    await until(() => records.published.size >= at * plan.messages, "publishing stopped");
    progress(`${records.published.size} of ${plan.messages} published: ${kind}`);
    if (kind === "kill") {
      await server.kill();
      await server.start();
      continue;
    }
    const part = 0.2 + 0.6 * random();
    for (const client of clients) {
      if (random() > part) continue;
      client.drop(DROPS[Math.floor(random() * DROPS.length)] ?? "cut");
      drops += 1;
    }
  }
  return drops;
}

async function main(): Promise<void> {
  const { json, ...plan } = readOptions({
    file: "test/drills/ledger.ts",
    summary: "Drops clients while messages are published, and reconciles what each received.",
    options: {
      clients: { default: 200, text: "v2 clients" },
      waves: { default: 20, text: "waves in which a part of them is dropped" },
      messages: { default: 20_000, text: "messages that are published" },
      seed: { default: Date.now() % 1_000_000, text: "seed of the feed and of the drops" },
      kill: { default: 0, text: "how often the server is killed meanwhile" },
    },
  });
  progress(`seed ${plan.seed}`);
  const server = await WorkerdServer.start();
  try {
    const { broken, examples: _, ...figures } = await runLedger(server, plan);
    const rows = Object.entries(figures).map(([name, value]): readonly Cell[] => [name, value]);
    conclude(rows, figures, broken, json);
  } finally {
    await server.dispose();
  }
}

if (import.meta.main) await main();
