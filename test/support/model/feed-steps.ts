// The steps of a feed scenario, each with the model's prediction.

import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import type { WireFilter } from "../../../src/protocol/filter.ts";
import { untilFlushed } from "./feed-client.ts";
import { textOf } from "./feed-model.ts";
import { USERS, type Subscriber, type Plan, type FeedScenario } from "./feed-scenario.ts";
import { VIP_REQUIRED } from "../hub/upgrade.ts";
import { forgetBefore } from "../hub/log-rows.ts";
import { operate, postWithoutFlush } from "../hub/test-hub.ts";

const MAX_ONLINE = 9;
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

const plan: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constantFrom("new", "new", "update", "update", "update", "again"),
  pick: fc.nat(50),
  data: fc.record({
    coin_name: fc.constantFrom('"NB"', '"BTC"', '"E\\u0074H"', "null", null),
    position: fc.constantFrom('"SHORT"', '"LONG"', null),
    spread: fc.constantFrom("8.84", "-9.0", "0.50", "5", "5.0", "4.999", '"9"', null),
    price: fc.constantFrom("0.00670000", "12345678901234567890", "-0", '{"bid":[1,2.0]}', null),
  }),
  ttlMs: fc.constantFrom(null, null, HOUR, 30 * SECOND),
});

const filter: fc.Arbitrary<WireFilter> = fc.constantFrom<WireFilter[]>(
  {},
  {},
  { coin_name: ["NB"] },
  { coin_name: ["BTC", "NB"], position: ["SHORT"] },
  { min_spread: 5 },
  { min_spread: 5, coin_name: ["NB"] },
  { signal_type: ["funding_rate"] },
  { position: ["LONG"] },
);

/** All random choices of a step. A step reads the ones it needs. */
export const choice = fc.record({
  plan,
  plans: fc.array(plan, { minLength: 2, maxLength: 6 }),
  filter,
  user: fc.constantFrom(...USERS),
  since: fc.constantFrom("none", "none", "earlier", "earlier", "another epoch", "ahead"),
  part: fc.nat(999).map((thousandths) => thousandths / 1_000),
  passes: fc.constantFrom(0, 31 * SECOND, HOUR, 13 * HOUR, 25 * HOUR, 8 * 24 * HOUR),
});
export type Choice = typeof choice extends fc.Arbitrary<infer Value> ? Value : never;

export interface Step {
  readonly applies?: (world: FeedScenario, choice: Choice) => boolean;
  readonly run: (world: FeedScenario, choice: Choice) => Promise<void>;
}

const canConnect = (world: FeedScenario): boolean => world.online().length < MAX_ONLINE;
const someOnline = (world: FeedScenario): boolean => world.online().length > 0;

export const STEPS: Readonly<Record<string, Step>> = {
  "publish one": { run: (world, { plan }) => world.publish(world.messagesFor([plan])) },
  "publish a batch": { run: (world, { plans }) => world.publish(world.messagesFor(plans)) },
  "publish a conflict": {
    applies: (world) => world.model.open(world.now).some(({ opened }) => opened !== null),
    async run(world, { plans, part }) {
      const { expect } = world;
      const opened = world.model.open(world.now).flatMap(({ opened }) => opened?.message ?? []);
      const original = picked(opened, part);
      const other = { ...original, data: new Map([...original.data, ["conflict", "true"]]) };
      const { newest } = world.model;

      await world.publish([...world.messagesFor(plans), other]);

      expect(world.model.newest).toBe(newest);
      expect(await world.hub.stub.stats()).toMatchObject({ seq: newest });
    },
  },
  "connect v2": {
    applies: canConnect,
    run: (world, { user, filter, since, part }) =>
      world.connectNew(user, "signals.v2", filter, cursorFor(world, since, part)),
  },
  "connect v1": {
    applies: canConnect,
    run: (world, { user, filter }) => world.connectNew(user, "signals.v1", filter),
  },
  subscribe: {
    applies: (world) => world.online().some(isV2),
    async run(world, { filter, part }) {
      const { expect } = world;
      const subscriber = picked(world.online().filter(isV2), part);
      const { client } = subscriber;

      client.subscribe(filter);
      // The ping with a space is answered by the hub itself, after it has read the subscribe.
      await client.syncWithHub();

      const { newest } = world.model;
      expect(client.others.splice(0)).toEqual([
        { type: "subscribed", filter, seq: newest },
        { type: "live", seq: newest },
      ]);
      const signals = world.model.snapshot(filter, world.now);
      expect(client.snapshot).toEqual({ seq: newest, signals });
      subscriber.from = newest;
    },
  },
  disconnect: {
    applies: someOnline,
    run: (world, { part }) => picked(world.online(), part).client.disconnect(),
  },
  reconnect: {
    applies: (world) => canConnect(world) && world.offline().length > 0,
    run: (world, { part }) => world.connect(picked(world.offline(), part)),
  },
  sleep: { run: ({ hub }) => evictDurableObject(hub.stub) },
  "lose all sockets": {
    async run(world) {
      const lost = world.online();
      await evictDurableObject(world.hub.stub, { webSockets: "close" });
      await world.reconnect(lost);
    },
  },
  reset: {
    async run(world) {
      const lost = world.online();
      await abortAllDurableObjects();
      world.hub = { ...world.hub, stub: env.HUB.get(world.hub.stub.id) };
      await world.reconnect(lost);
    },
  },
  forget: {
    applies: ({ model }) => model.newest > 0,
    async run({ hub, model }, { part }) {
      const oldest = Math.ceil(part * model.newest);
      await forgetBefore(hub, oldest);
      model.forgetBefore(oldest);
    },
  },
  alarm: {
    async run(world, { passes }) {
      const { expect } = world;
      world.advance(passes);
      await runDurableObjectAlarm(world.hub.stub);
      world.model.prune(world.now);
      const { oldest, newest } = world.model;
      expect(await world.hub.stub.stats()).toMatchObject({ oldest_seq: oldest, seq: newest });
    },
  },
  revoke: {
    async run(world, { user }) {
      const { expect } = world;
      const userSubscribers = world.online().filter((subscriber) => subscriber.user === user);
      world.model.revoked.add(user);

      const response = await operate(world.hub, "DELETE", `/members/${user}`);

      expect(await response.json()).toMatchObject({ closed: userSubscribers.length });
      for (const { client } of userSubscribers) {
        await client.ended();
        expect(client.closed).toEqual(VIP_REQUIRED);
      }
    },
  },
  grant: {
    async run(world, { user }) {
      const { expect } = world;
      world.model.revoked.delete(user);
      const response = await operate(world.hub, "PUT", `/members/${user}`, { vip_until: null });
      expect(response.status).toBe(200);
    },
  },
  "connect while publish requests are in flight": {
    applies: (world, { user }) => canConnect(world) && !world.model.revoked.has(user),
    run: connectInFlight,
  },
};

/** Publishes while a client connects. The client may connect before, between or after the messages. */
async function connectInFlight(
  world: FeedScenario,
  { plans, filter, user, part }: Choice,
): Promise<void> {
  const { hub, model, expect } = world;
  const messages = world.messagesFor(plans.map((plan) => ({ ...plan, kind: "new" as const })));
  const { newest } = model;
  const since = part < 0.3 ? undefined : cursorFor(world, "earlier", part);
  const subscriber = world.addClient(user, "signals.v2", filter, since);
  const { client } = subscriber;

  const responses = messages.map((message) => postWithoutFlush(hub, textOf(message)));
  await Promise.all(responses.slice(0, Math.floor(part * messages.length)));
  await client.connect();
  const numbers = await Promise.all(
    responses.map(async (response) => (await (await response).json<{ seq: number }>()).seq),
  );
  for (const [, message] of messages
    .map((message, index) => [numbers[index] ?? 0, message] as const)
    .toSorted(([a], [b]) => a - b)) {
    model.publish([message], world.now);
  }
  await untilFlushed(hub);
  await client.sync();

  const [connected, live, ...more] = client.others.splice(0);
  expect(more).toEqual([]);
  expect(live?.["type"]).toBe("live");
  const rejected =
    since !== undefined && model.resumeFailure(true, Number(since.split(":")[1])) !== null;
  expect(connected?.["recovered"]).toBe(since !== undefined && !rejected);
  if (since !== undefined && !rejected) return;
  const seq = Number(connected?.["seq"]);
  expect(seq).toBeGreaterThanOrEqual(newest);
  expect(client.snapshot?.seq).toBe(seq);
  expect(client.snapshot?.signals).toEqual(model.snapshot(filter, world.now, seq));
  subscriber.from = seq;
}

function cursorFor(
  { epoch, model }: FeedScenario,
  since: string,
  part: number,
): string | undefined {
  const seq = Math.floor(part * (model.newest + 1));
  switch (since) {
    case "earlier":
      return `${epoch}:${seq}`;
    case "another epoch":
      return `madeup:${seq}`;
    case "ahead":
      return `${epoch}:${model.newest + 1 + seq}`;
  }
  return undefined;
}

function isV2({ client }: Subscriber): boolean {
  return client.subprotocol === "signals.v2";
}

function picked<Value>(values: readonly Value[], part: number): Value {
  const value = values[Math.floor(part * values.length)];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
}
