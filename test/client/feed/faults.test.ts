// Every fault, in any order. Each message is delivered once, or a gap is reported.

import * as fc from "fast-check";
import { describe, it } from "vitest";
import { SignalClient, type Connection, type FilterRequest } from "../../../src/client/index.ts";
import { TestFeed } from "../../../src/client/testing/index.ts";
import type { CloseReason } from "../../../src/protocol/close-codes.ts";
import { MINUTE, streamsOnly } from "../../support/client/client-fixture.ts";
import { SEED } from "../../support/random/random-seed.ts";

const TYPES = ["funding_rate", "mexc_dex"] as const;
const FILTERS: readonly FilterRequest[] = [{}, { signal_type: ["mexc_dex"] }];

/** A client in a feed, and its events. */
class ClientScenario {
  /** Those that it may have: what all of them let through is owed, whichever it has. */
  readonly #filters: readonly FilterRequest[];
  readonly feed: TestFeed;
  readonly client: SignalClient;
  /** The messages the client still has to get, by epoch and seq. */
  readonly undelivered = new Map<string, Set<number>>();
  /** The newest delivered message, by epoch. */
  readonly lastSeqByEpoch = new Map<string, number>();
  readonly problems: string[] = [];
  #ids = 0;

  constructor({ filter, streams, chances }: Start, filters: readonly FilterRequest[]) {
    this.#filters = filters;
    this.feed = new TestFeed({ random: () => chances.next().value ?? 0 });
    const platform = streams ? streamsOnly(this.feed) : this.feed.platform;
    this.client = new SignalClient({ ...this.feed.options, platform, filter });
    this.client.on("message", ({ seq, signal_type }) => {
      const epoch = this.client.cursor?.split(":")[0] ?? "";
      if (seq <= (this.lastSeqByEpoch.get(epoch) ?? 0))
        this.problems.push(`${epoch}:${seq} came again`);
      this.lastSeqByEpoch.set(epoch, seq);
      this.undelivered.get(epoch)?.delete(seq);
      if (!filters.some(lets(signal_type))) this.problems.push(`${epoch}:${seq} is not asked for`);
    });
    // Lost messages are in the open signals instead.
    this.client.on("gap", ({ to }) => {
      for (const [epoch, seqs] of this.undelivered) {
        for (const seq of seqs) if (epoch !== to.epoch || seq <= to.seq) seqs.delete(seq);
      }
    });
    this.client.connect();
  }

  /** By epoch and seq. */
  get lost(): readonly string[] {
    return [...this.undelivered].flatMap(([epoch, seqs]) =>
      [...seqs].map((seq) => `${epoch}:${seq}`),
    );
  }

  publish(messages: readonly ScenarioMessage[]): void {
    for (const { type, update, value } of messages) {
      const signal_type = TYPES[type];
      const isUpdate = this.#ids > 0 && update;
      if (!isUpdate) this.#ids += 1;
      const id = 1 + (value % this.#ids);
      const cursor = isUpdate
        ? this.feed.publish({ type: "signal_update", signal_type, signal_id: id, data: { value } })
        : this.feed.publish({ type: "new_signal", signal_type, data: { id: this.#ids, value } });
      // Before the first connection there is nothing to go on from.
      if (!this.#filters.every(lets(signal_type)) || this.client.cursor === null) continue;
      const [epoch = "", seq] = cursor.split(":");
      const undelivered = this.undelivered.get(epoch) ?? new Set();
      this.undelivered.set(epoch, undelivered.add(Number(seq)));
    }
  }
}

/** Whether a filter lets signals of a type through. */
function lets(signalType: string): (filter: FilterRequest) => boolean {
  return ({ signal_type }) => signal_type?.includes(signalType) ?? true;
}

/** How a life begins, and the chances it gets. */
interface Start {
  readonly filter: FilterRequest;
  /** Whether there are no sockets at all. */
  readonly streams: boolean;
  readonly chances: fc.Stream<number>;
}

interface ScenarioMessage {
  readonly type: 0 | 1;
  readonly update: boolean;
  readonly value: number;
}

const posts: fc.Arbitrary<readonly ScenarioMessage[]> = fc.array(
  fc.record({
    type: fc.constantFrom<0 | 1>(0, 1),
    update: fc.boolean(),
    value: fc.nat(1_000),
  }),
  { minLength: 1, maxLength: 4 },
);

type Step = { readonly name: string; readonly run: (scenario: ClientScenario) => void };

function step(name: string, run: (scenario: ClientScenario) => void): fc.Arbitrary<Step> {
  return fc.constant({ name, run });
}

/** Each fault, and what mends it; publishing most often. */
const FAULTS: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: posts.map((some) => ({
      name: `publish ${JSON.stringify(some)}`,
      run: (scenario: ClientScenario) => scenario.publish(some),
    })),
  },
  step("drop", ({ feed }) => feed.drop()),
  fc
    .constantFrom<CloseReason>("slow_consumer", "draining", "silent", "overloaded", "rate_limited")
    .map((code) => ({ name: `drop: ${code}`, run: ({ feed }: ClientScenario) => feed.drop(code) })),
  step("delay", ({ feed }) => feed.delay(300)),
  step("slow", ({ feed }) => feed.slow(200)),
  step("quick again", ({ feed }) => {
    feed.delay(0);
    feed.slow(0);
  }),
  step("expire the token", ({ feed }) => feed.expireToken()),
  step("warn of expiry", ({ feed }) => feed.warnOfExpiry()),
  step("drain", ({ feed }) => feed.drain(2_000)),
  step("change the epoch", ({ feed }) => feed.changeEpoch()),
  step("prune", ({ feed }) => feed.prune()),
  step("cut", ({ feed }) => feed.cut()),
  step("stop", ({ feed }) => feed.stop()),
  step("block sockets", ({ feed }) => feed.blockSockets()),
  step("restore", ({ feed }) => feed.restore()),
  step("go offline and online", ({ feed }) => {
    feed.page("offline");
    feed.page("online");
  }),
  step("freeze", ({ feed }) => feed.clock.freeze(MINUTE)),
  step("freeze and return", ({ feed }) => {
    feed.clock.freeze(MINUTE);
    feed.page("page-visible");
  }),
  step("close and connect", ({ client }) => {
    client.close();
    client.connect();
  }),
);

const REFILTER: fc.Arbitrary<Step> = fc.constantFrom(...FILTERS).map((filter) => ({
  name: `setFilter ${JSON.stringify(filter)}`,
  run: ({ client }: ClientScenario) => client.setFilter(filter),
}));

const MOMENTS = fc.constantFrom(0, 1, 50, 1_000, 15_000, 3 * MINUTE);

const life = (steps: fc.Arbitrary<Step>) =>
  fc.record({
    filter: fc.constantFrom(...FILTERS),
    streams: fc.boolean(),
    steps: fc.array(fc.tuple(steps, MOMENTS), { minLength: 5, maxLength: 25 }),
    chances: fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
  });

async function live(
  start: Start & { readonly steps: readonly (readonly [Step, number])[] },
  filters: readonly FilterRequest[],
): Promise<ClientScenario> {
  const one = new ClientScenario(start, filters);
  await one.feed.advance(10);
  for (const [{ run }, ms] of start.steps) {
    run(one);
    await one.feed.advance(ms);
  }
  one.feed.restore();
  one.feed.delay(0);
  one.feed.slow(0);
  await one.feed.advance(15 * MINUTE);
  // Two tokens in a row that ran out on their way end the client, as they should: the user signs in again.
  one.client.connect();
  await one.feed.advance(15 * MINUTE);
  // A live client gets new messages.
  one.publish([{ type: 1, update: false, value: 0 }]);
  await one.feed.advance(10);
  return one;
}

/** The state of a new client. */
async function freshClientOf({ feed, client }: ClientScenario): Promise<SignalClient> {
  const freshClient = new SignalClient({ ...feed.options, filter: client.filter }).connect();
  await feed.advance(1_000);
  return freshClient;
}

function known({ signals }: SignalClient): ReadonlyMap<string, unknown> {
  return new Map(signals.map(({ key, data, raw, seq }) => [key, { data, raw, seq }]));
}

interface End {
  readonly problems: readonly string[];
  readonly lost: readonly string[];
  readonly status: Connection["status"];
  readonly connections: number;
  readonly signals: ReadonlyMap<string, unknown>;
}

function endOf({ problems, lost, client, feed }: ClientScenario): End {
  const { connections } = feed;
  return { problems, lost, status: client.connection.status, connections, signals: known(client) };
}

/** As if nothing had gone wrong. */
async function wholeEnd(one: ClientScenario): Promise<End> {
  const freshClient = await freshClientOf(one);
  return { problems: [], lost: [], status: "live", connections: 1, signals: known(freshClient) };
}

const OPTIONS = { seed: SEED, numRuns: 300 };

describe(`under any faults in any order (FC_SEED=${SEED})`, () => {
  it(
    "every message is handed over once and in order, or a gap is told",
    { timeout: 60_000 },
    ({ expect }) =>
      fc.assert(
        fc.asyncProperty(life(FAULTS), async (start) => {
          const one = await live(start, [start.filter]);
          expect(endOf(one)).toEqual(await wholeEnd(one));
        }),
        OPTIONS,
      ),
  );

  it(
    "so is what each filter lets through, whichever there is when",
    { timeout: 60_000 },
    ({ expect }) =>
      fc.assert(
        fc.asyncProperty(
          life(fc.oneof(FAULTS, { weight: 8, arbitrary: REFILTER })),
          async (start) => {
            const one = await live(start, FILTERS);
            expect(endOf(one)).toEqual(await wholeEnd(one));
          },
        ),
        OPTIONS,
      ),
  );
});
