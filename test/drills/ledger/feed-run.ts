// A feed with its producers and clients. It runs during a fault and is evaluated at the end.

import { seededRandom } from "../../../src/cli/demo/seeded-random.ts";
import { pause } from "../from-bench.ts";
import { expectations, type Expected, type Published } from "./plan/expectation.ts";
import { planFeed } from "./plan/feed.ts";
import type { FeedPlan } from "./plan/feed-plan.ts";
import { FILTERS, type DrillFilter } from "./plan/filters.ts";
import { ClientTotals } from "./clients/client-totals.ts";
import { ResumingClient, type Drop } from "./clients/resuming-client.ts";
import { Producer, Records, type LedgerServer } from "./clients/producer.ts";
import { V1Client } from "./clients/v1-client.ts";
import { reconcileV1 } from "./evaluation/reconcile-v1.ts";
import type { StoredMessage } from "./evaluation/stored-log.ts";
import { SseClient } from "./clients/sse-client.ts";
import { evaluateFeed, type FeedResult } from "./evaluation/evaluate-feed.ts";
import { until, untilSettled } from "./evaluation/waiting.ts";

const PRODUCERS = 4;
const CLIENTS_PER_USER = 4;
/** v1 clients take every sixth filter. */
const V1_FILTER_STEP = 6;
const DROPS: readonly [Drop, ...Drop[]] = ["cut", "cut", "midway", "close"];
/** v1 gets one frame a message and needs more time than the arrays of v2. */
const V1_SETTLE_MS = 5_000;

export class FeedRun {
  readonly records = new Records();
  readonly totals = new ClientTotals();
  readonly #clients: ResumingClient[] = [];
  readonly #newClient: (index: number) => ResumingClient;
  readonly #v1Clients: V1Client[] = [];
  readonly #sseClients: SseClient[] = [];
  readonly #newV1Client: (index: number) => V1Client;
  readonly #server: LedgerServer;
  readonly #plan: FeedPlan;
  #publishing: Promise<unknown> = Promise.resolve();
  #settled = false;
  #publishGate: Promise<void> = Promise.resolve();
  #inFlight = 0;

  private constructor(
    server: LedgerServer,
    plan: FeedPlan,
    tokens: readonly string[],
    sockets: string,
  ) {
    this.#server = server;
    this.#plan = plan;
    const random = seededRandom(plan.seed);
    this.#newClient = (index) => {
      const filter: DrillFilter = FILTERS[index % FILTERS.length] ?? {};
      const token = tokens[index % tokens.length] ?? "";
      return new ResumingClient(sockets, token, filter, this.totals, random);
    };
    this.#newV1Client = (index) => {
      const filter: DrillFilter = FILTERS[(index * V1_FILTER_STEP) % FILTERS.length] ?? {};
      const token = tokens[index % tokens.length] ?? "";
      return new V1Client(sockets, token, filter, this.totals, random);
    };
  }

  /** Connects all clients, then starts the producers. `sockets` is the URL of the clients. */
  static async start(server: LedgerServer, plan: FeedPlan, sockets?: string): Promise<FeedRun> {
    const { clients, v1Clients, lateClients = 0, sseClients = 0, memo } = plan;
    const users = Math.max(1, Math.ceil((clients + lateClients) / CLIENTS_PER_USER));
    const tokens = await Promise.all(
      Array.from({ length: users }, (_, user) => server.token({ sub: `${memo}-${user}` })),
    );
    const url = sockets ?? server.url("/ws/signals").replace("http", "ws");
    const run = new FeedRun(server, plan, tokens, url);
    run.addClients(clients);
    run.#addV1Clients(v1Clients);
    await run.#addSseClients(sseClients);
    const allClients = [...run.#resumableClients(), ...run.#v1Clients];
    await until(() => allClients.every(({ live }) => live), "not every client connected");
    await run.#publish();
    return run;
  }

  get clients(): readonly ResumingClient[] {
    return this.#clients;
  }

  /** Sockets of its clients, v1 and v2 together. */
  get sockets(): number {
    return this.clients.length + this.#v1Clients.length;
  }

  /** Messages in the plan. */
  get messages(): number {
    return this.#plan.messages;
  }

  get published(): number {
    return this.records.published.size;
  }

  /** Resolves once this part of the messages, 0 to 1, has a `seq`. It has no timeout while publishing goes on. */
  async reaches(part: number): Promise<void> {
    const target = part * this.#plan.messages;
    const finished = this.#publishing.then(() => true);
    while (this.published < target) {
      const before = this.published;
      const progressed = until(() => this.published > before, "publishing stopped");
      if (await Promise.race([progressed.then(() => false), finished])) return;
    }
  }

  /** Pauses the producers. Resolves when no publish request is pending, with a function to continue. */
  async pausePublishing(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#publishGate = promise;
    await until(() => this.#inFlight === 0, "a publish request is still pending");
    return resolve;
  }

  /** Connects more clients while the feed runs. */
  addClients(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const client = this.#newClient(this.clients.length);
      this.#clients.push(client);
      client.connect();
    }
  }

  #addV1Clients(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const client = this.#newV1Client(index);
      this.#v1Clients.push(client);
      client.connect();
    }
  }

  async #addSseClients(count: number): Promise<void> {
    const { memo } = this.#plan;
    for (let index = 0; index < count; index += 1) {
      const token = await this.#server.token({ sub: `${memo}-sse-${index}` });
      const filter = FILTERS[index % FILTERS.length] ?? {};
      const url = this.#server.url("/sse/signals");
      const client = new SseClient(url, token, filter, this.totals);
      this.#sseClients.push(client);
      void client.read();
    }
  }

  /** The clients with a cursor. */
  #resumableClients(): readonly (ResumingClient | SseClient)[] {
    return [...this.clients, ...this.#sseClients];
  }

  /** Drops a part of the clients, 0 to 1, each in a random way. Returns the number of dropped v2 clients. */
  drop(part: number, random: () => number): number {
    const chosen = this.clients.filter(() => random() < part);
    for (const client of chosen) {
      client.drop(DROPS[Math.floor(random() * DROPS.length)] ?? "cut");
    }
    for (const client of this.#v1Clients) if (random() < part) client.drop();
    return chosen.length;
  }

  /** Resolves once every message has a `seq` and every client is complete or makes no more progress. */
  async settle(): Promise<void> {
    await this.#publishing;
    if (this.#settled) return;
    this.#settled = true;
    const expected = this.#expected();
    await untilSettled(this.#resumableClients(), expected);
    const deadline = performance.now() + V1_SETTLE_MS;
    while (this.#missingInV1(expected) > 0 && performance.now() < deadline) await pause(50);
    for (const client of this.#resumableClients()) client.end();
    for (const client of this.#v1Clients) client.end(true);
  }

  /** Reconciles the clients' messages, the `stored` ones and the published ones. */
  evaluate(stored: readonly StoredMessage[]): FeedResult {
    return evaluateFeed({
      messages: this.#plan.messages,
      records: this.records,
      totals: this.totals,
      clients: this.clients,
      resumable: this.#resumableClients(),
      v1Clients: this.#v1Clients,
      publishedInOrder: this.#publishedInOrder(),
      expected: this.#expected(),
      stored,
    });
  }

  #missingInV1(expected: ReadonlyMap<DrillFilter, readonly Expected[]>): number {
    return reconcileV1(this.#v1Clients, this.totals, expected).missing;
  }

  async #publish(): Promise<void> {
    const { messages, seed, memo, intervalMs, bulk = 0, unknownUpdateRatio, batch } = this.#plan;
    const response = await this.#server.operate("GET", "/stats");
    const { epoch } = await response.json<{ epoch: string }>(); // SAFETY: `HubStats`.
    const feed = planFeed(PRODUCERS, messages, seed, {
      memo: memo + "-".repeat(bulk),
      ...(unknownUpdateRatio !== undefined && { unknownUpdateRatio }),
      ...(batch !== undefined && { batch }),
    });
    this.#publishing = Promise.all(
      feed.map(async (batches, index) => {
        // Every other producer sends idempotency keys.
        const producer = new Producer(this.#server, this.records, epoch, index % 2 === 1);
        const random = seededRandom(seed + index);
        for (const batch of batches) {
          await this.#publishGate;
          this.#inFlight += 1;
          await producer.publish(batch);
          this.#inFlight -= 1;
          await pause(random() * 2 * intervalMs);
        }
      }),
    );
    // `settle` reports the rejection. Until then it must not end the process.
    this.#publishing.catch(() => {});
  }

  #expected(): ReadonlyMap<DrillFilter, readonly Expected[]> {
    return expectations(this.#publishedInOrder(), FILTERS);
  }

  #publishedInOrder(): readonly Published[] {
    return [...this.records.published]
      .map(([seq, draft]) => ({ seq, draft }))
      .toSorted((a, b) => a.seq - b.seq);
  }
}
