// What may happen in a life of the feed, each step with what the model says of it.

import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import type { WireFilter } from "../../src/protocol/filter.ts";
import { settle } from "./feed-client.ts";
import { textOf } from "./feed-model.ts";
import { USERS, type Listener, type Plan, type World } from "./feed-world.ts";
import { VIP_REQUIRED } from "./front-door.ts";
import { forgetBefore } from "./log-rows.ts";
import { operate, postOnly } from "./test-hub.ts";

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
  lives: fc.constantFrom(null, null, HOUR, 30 * SECOND),
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

/** Everything in a life that is a choice: a step looks at what it needs. */
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
  readonly applies?: (world: World, choice: Choice) => boolean;
  readonly run: (world: World, choice: Choice) => Promise<void>;
}

const hasRoom = (world: World): boolean => world.online().length < MAX_ONLINE;
const someOnline = (world: World): boolean => world.online().length > 0;

export const STEPS: Readonly<Record<string, Step>> = {
  "publish one": { run: (world, { plan }) => world.publish(world.postsFor([plan])) },
  "publish a batch": { run: (world, { plans }) => world.publish(world.postsFor(plans)) },
  "publish a conflict": {
    applies: (world) => world.model.open(world.now).some(({ opened }) => opened !== null),
    async run(world, { plans, part }) {
      const { expect } = world;
      const opened = world.model.open(world.now).flatMap(({ opened }) => opened?.post ?? []);
      const victim = picked(opened, part);
      const other = { ...victim, data: new Map([...victim.data, ["conflict", "true"]]) };
      const { newest } = world.model;

      await world.publish([...world.postsFor(plans), other]);

      expect(world.model.newest).toBe(newest);
      expect(await world.hub.stub.stats()).toMatchObject({ seq: newest });
    },
  },
  "connect v2": {
    applies: hasRoom,
    run: (world, { user, filter, since, part }) =>
      world.join(user, "signals.v2", filter, positionFor(world, since, part)),
  },
  "connect v1": {
    applies: hasRoom,
    run: (world, { user, filter }) => world.join(user, "signals.v1", filter),
  },
  subscribe: {
    applies: (world) => world.online().some(isV2),
    async run(world, { filter, part }) {
      const { expect } = world;
      const listener = picked(world.online().filter(isV2), part);
      const { client } = listener;

      client.subscribe(filter);
      // A pong with a space comes from the hub, which has then heard the subscribe.
      await client.settle();

      const { newest } = world.model;
      expect(client.others.splice(0)).toEqual([
        { type: "subscribed", filter, seq: newest },
        { type: "live", seq: newest },
      ]);
      const signals = world.model.state(filter, world.now);
      expect(client.snapshot).toEqual({ seq: newest, signals });
      listener.from = newest;
    },
  },
  disconnect: {
    applies: someOnline,
    run: (world, { part }) => picked(world.online(), part).client.disconnect(),
  },
  reconnect: {
    applies: (world) => hasRoom(world) && world.offline().length > 0,
    run: (world, { part }) => world.connect(picked(world.offline(), part)),
  },
  sleep: { run: ({ hub }) => evictDurableObject(hub.stub) },
  "lose all sockets": {
    async run(world) {
      const lost = world.online();
      await evictDurableObject(world.hub.stub, { webSockets: "close" });
      await world.comeBack(lost);
    },
  },
  reset: {
    async run(world) {
      const lost = world.online();
      await abortAllDurableObjects();
      world.hub = { ...world.hub, stub: env.HUB.get(world.hub.stub.id) };
      await world.comeBack(lost);
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
      world.pass(passes);
      await runDurableObjectAlarm(world.hub.stub);
      world.model.prune(world.now);
      const { oldest, newest } = world.model;
      expect(await world.hub.stub.stats()).toMatchObject({ oldest, seq: newest });
    },
  },
  revoke: {
    async run(world, { user }) {
      const { expect } = world;
      const theirs = world.online().filter((listener) => listener.user === user);
      world.model.revoked.add(user);

      const answer = await operate(world.hub, "DELETE", `/members/${user}`);

      expect(await answer.json()).toMatchObject({ closed: theirs.length });
      for (const { client } of theirs) {
        await client.ended();
        expect(client.closed).toEqual(VIP_REQUIRED);
      }
    },
  },
  grant: {
    async run(world, { user }) {
      const { expect } = world;
      world.model.revoked.delete(user);
      const answer = await operate(world.hub, "PUT", `/members/${user}`, { vip_until: null });
      expect(answer.status).toBe(200);
    },
  },
  "join while posts are in flight": {
    applies: (world, { user }) => hasRoom(world) && !world.model.revoked.has(user),
    run: joinInFlight,
  },
};

/** Posts are on their way while a client connects: it may come before, between or after them. */
async function joinInFlight(world: World, { plans, filter, user, part }: Choice): Promise<void> {
  const { hub, model, expect } = world;
  const posts = world.postsFor(plans.map((plan) => ({ ...plan, kind: "new" as const })));
  const { newest } = model;
  const since = part < 0.3 ? undefined : positionFor(world, "earlier", part);
  const listener = world.admit(user, "signals.v2", filter, since);
  const { client } = listener;

  const answers = posts.map((post) => postOnly(hub, textOf(post)));
  await Promise.all(answers.slice(0, Math.floor(part * posts.length)));
  await client.connect();
  const numbers = await Promise.all(
    answers.map(async (answer) => (await (await answer).json<{ seq: number }>()).seq),
  );
  for (const [, post] of posts
    .map((post, index) => [numbers[index] ?? 0, post] as const)
    .toSorted(([a], [b]) => a - b)) {
    model.publish([post], world.now);
  }
  await settle(hub);
  await client.sync();

  const [connected, live, ...more] = client.others.splice(0);
  expect(more).toEqual([]);
  expect(live?.["type"]).toBe("live");
  const refused =
    since !== undefined && model.refusalOf(true, Number(since.split(":")[1])) !== null;
  expect(connected?.["recovered"]).toBe(since !== undefined && !refused);
  if (since !== undefined && !refused) return;
  const seq = Number(connected?.["seq"]);
  expect(seq).toBeGreaterThanOrEqual(newest);
  expect(client.snapshot?.seq).toBe(seq);
  expect(client.snapshot?.signals).toEqual(model.state(filter, world.now, seq));
  listener.from = seq;
}

function positionFor({ epoch, model }: World, since: string, part: number): string | undefined {
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

function isV2({ client }: Listener): boolean {
  return client.dialect === "signals.v2";
}

function picked<Value>(values: readonly Value[], part: number): Value {
  const value = values[Math.floor(part * values.length)];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
}
