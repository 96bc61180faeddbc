// A feed with its producers and its clients, watched while something goes wrong, and reckoned up afterwards.

import { seededRandom } from "../../../src/cli/demo/seeded-random.ts";
import { pause } from "../from-bench.ts";
import { expectations, type Expected, type Published } from "./expectation.ts";
import { planFeed } from "./feed.ts";
import type { FeedPlan } from "./feed-plan.ts";
import { FILTERS, type DrillFilter } from "./filters.ts";
import { ListenerTally } from "./listener-tally.ts";
import { Listener, type Drop } from "./listener.ts";
import { Producer, Records, type LedgerServer } from "./producer.ts";
import { PlainListener } from "./plain-listener.ts";
import { reckonPlain } from "./plain-reckoning.ts";
import type { StoredMessage } from "./stored-log.ts";
import { StreamListener } from "./stream-listener.ts";
import { reckonUp, type Verdict } from "./verdict.ts";
import { until, untilSettled } from "./waiting.ts";

const PRODUCERS = 4;
const CLIENTS_PER_USER = 4;
/** Of the filters, v1 clients take every sixth. */
const PLAIN_STEP = 6;
const DROPS: readonly [Drop, ...Drop[]] = ["cut", "cut", "midway", "close"];
/** v1 gets a frame a message, which takes longer than the arrays of v2. */
const PLAIN_PATIENCE_MS = 5_000;

export class Witness {
  readonly records = new Records();
  readonly tally = new ListenerTally();
  readonly #listeners: Listener[] = [];
  readonly #newListener: (index: number) => Listener;
  readonly #plain: PlainListener[] = [];
  readonly #streams: StreamListener[] = [];
  readonly #newPlain: (index: number) => PlainListener;
  readonly #server: LedgerServer;
  readonly #plan: FeedPlan;
  #publishing: Promise<unknown> = Promise.resolve();
  #settled = false;
  #held: Promise<void> = Promise.resolve();
  #underWay = 0;

  private constructor(
    server: LedgerServer,
    plan: FeedPlan,
    tokens: readonly string[],
    sockets: string,
  ) {
    this.#server = server;
    this.#plan = plan;
    const random = seededRandom(plan.seed);
    this.#newListener = (index) => {
      const filter: DrillFilter = FILTERS[index % FILTERS.length] ?? {};
      const token = tokens[index % tokens.length] ?? "";
      return new Listener(sockets, token, filter, this.tally, random);
    };
    this.#newPlain = (index) => {
      const filter: DrillFilter = FILTERS[(index * PLAIN_STEP) % FILTERS.length] ?? {};
      const token = tokens[index % tokens.length] ?? "";
      return new PlainListener(sockets, token, filter, this.tally, random);
    };
  }

  /** Everybody is connected, and the first post is on its way. `sockets` is where clients connect to. */
  static async begin(server: LedgerServer, plan: FeedPlan, sockets?: string): Promise<Witness> {
    const { clients, plain, joiners = 0, memo } = plan;
    const users = Math.max(1, Math.ceil((clients + joiners) / CLIENTS_PER_USER));
    const tokens = await Promise.all(
      Array.from({ length: users }, (_, user) => server.token({ sub: `${memo}-${user}` })),
    );
    const url = sockets ?? server.url("/ws/signals").replace("http", "ws");
    const witness = new Witness(server, plan, tokens, url);
    witness.join(clients);
    witness.#joinPlain(plain);
    await witness.#joinStreams(plan.streams ?? 0);
    const everybody = [...witness.#numbered(), ...witness.#plain];
    await until(() => everybody.every(({ live }) => live), "not every client came in");
    await witness.#publish();
    return witness;
  }

  get listeners(): readonly Listener[] {
    return this.#listeners;
  }

  /** How many sockets its clients hold, of both dialects. */
  get sockets(): number {
    return this.listeners.length + this.#plain.length;
  }

  /** How many messages there are to be. */
  get messages(): number {
    return this.#plan.messages;
  }

  get published(): number {
    return this.records.published.size;
  }

  /** Resolves once this part of the messages, 0 to 1, has its place in the log; however long that takes. */
  async reaches(part: number): Promise<void> {
    const wanted = part * this.#plan.messages;
    const over = this.#publishing.then(() => true);
    while (this.published < wanted) {
      const before = this.published;
      const goesOn = until(() => this.published > before, "publishing stopped");
      if (await Promise.race([goesOn.then(() => false), over])) return;
    }
  }

  /** No producer posts until the answer is called; resolves when nothing is under way. */
  async hold(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    await until(() => this.#underWay === 0, "a post is still under way");
    return resolve;
  }

  /** More clients, who come while the feed runs. */
  join(count: number): void {
    for (let more = 0; more < count; more += 1) {
      const listener = this.#newListener(this.listeners.length);
      this.#listeners.push(listener);
      listener.connect();
    }
  }

  #joinPlain(count: number): void {
    for (let more = 0; more < count; more += 1) {
      const listener = this.#newPlain(more);
      this.#plain.push(listener);
      listener.connect();
    }
  }

  async #joinStreams(count: number): Promise<void> {
    const { memo } = this.#plan;
    for (let more = 0; more < count; more += 1) {
      const token = await this.#server.token({ sub: `${memo}-stream-${more}` });
      const filter = FILTERS[more % FILTERS.length] ?? {};
      const url = this.#server.url("/sse/signals");
      const stream = new StreamListener(url, token, filter, this.tally);
      this.#streams.push(stream);
      void stream.read();
    }
  }

  /** The clients that know positions. */
  #numbered(): readonly (Listener | StreamListener)[] {
    return [...this.listeners, ...this.#streams];
  }

  /** Drops a part of the clients, 0 to 1, each in one of the ways in which a network does; answers how many. */
  drop(part: number, random: () => number): number {
    const chosen = this.listeners.filter(() => random() < part);
    for (const listener of chosen) {
      listener.drop(DROPS[Math.floor(random() * DROPS.length)] ?? "cut");
    }
    for (const plain of this.#plain) if (random() < part) plain.drop();
    return chosen.length;
  }

  /** Resolves once every message has its place and every client has what it is to have, or never will. */
  async settle(): Promise<void> {
    await this.#publishing;
    if (this.#settled) return;
    this.#settled = true;
    const expected = this.#expected();
    await untilSettled(this.#numbered(), expected);
    const deadline = performance.now() + PLAIN_PATIENCE_MS;
    while (this.#plainMissing(expected) > 0 && performance.now() < deadline) await pause(50);
    for (const listener of this.#numbered()) listener.end();
    for (const plain of this.#plain) plain.end(true);
  }

  /** Reckons up what clients have, what is `stored`, and what was published. */
  reckon(stored: readonly StoredMessage[]): Verdict {
    return reckonUp({
      messages: this.#plan.messages,
      records: this.records,
      tally: this.tally,
      listeners: this.listeners,
      numbered: this.#numbered(),
      plain: this.#plain,
      inOrder: this.#inOrder(),
      expected: this.#expected(),
      stored,
    });
  }

  #plainMissing(expected: ReadonlyMap<DrillFilter, readonly Expected[]>): number {
    return reckonPlain(this.#plain, this.tally, expected).missing;
  }

  async #publish(): Promise<void> {
    const { messages, seed, memo, paceMs, bulk = 0, strangers, batch } = this.#plan;
    const answer = await this.#server.operate("GET", "/stats");
    const { epoch } = await answer.json<{ epoch: string }>(); // SAFETY: `HubStats`.
    const feed = planFeed(PRODUCERS, messages, seed, {
      memo: memo + "-".repeat(bulk),
      ...(strangers !== undefined && { strangers }),
      ...(batch !== undefined && { batch }),
    });
    this.#publishing = Promise.all(
      feed.map(async (batches, index) => {
        // Every other one names its posts.
        const producer = new Producer(this.#server, this.records, epoch, index % 2 === 1);
        const hurry = seededRandom(seed + index);
        for (const batch of batches) {
          await this.#held;
          this.#underWay += 1;
          await producer.publish(batch);
          this.#underWay -= 1;
          await pause(hurry() * 2 * paceMs);
        }
      }),
    );
    // Whoever waits for it hears of it; until then it must not end the process.
    this.#publishing.catch(() => {});
  }

  #expected(): ReadonlyMap<DrillFilter, readonly Expected[]> {
    return expectations(this.#inOrder(), FILTERS);
  }

  #inOrder(): readonly Published[] {
    return [...this.records.published]
      .map(([seq, draft]) => ({ seq, draft }))
      .toSorted((a, b) => a.seq - b.seq);
  }
}
