// What a client promises its user, in a feed that does as it is told.

import { describe, it } from "vitest";
import {
  SignalClient,
  StoppedError,
  type SignalClientOptions,
  type SignalMessage,
} from "../../src/client/index.ts";
import { TestFeed } from "../../src/client/testing/index.ts";
import { ClientTold } from "../support/client-told.ts";

const SECOND = 1_000;

async function begin(
  options: Partial<SignalClientOptions> = {},
): Promise<{ feed: TestFeed; client: SignalClient; told: ClientTold }> {
  const feed = new TestFeed({ random: () => 0 });
  const client = new SignalClient({ ...feed.options, ...options });
  const told = new ClientTold(client);
  client.connect();
  await feed.advance(10);
  return { feed, client, told };
}

function signal(id: number | string, more: object = {}) {
  const data = { id, ...more };
  return { type: "new_signal", signal_type: "funding_rate", data } as const;
}

function update(id: number, data: object) {
  const fields = { ...data };
  return {
    type: "signal_update",
    signal_type: "funding_rate",
    signal_id: id,
    data: fields,
  } as const;
}

function idsOf(messages: readonly SignalMessage[]): readonly (number | string)[] {
  return messages.map(({ signal_id }) => signal_id);
}

describe("resuming", () => {
  it("hands over what was missed, and says that it is not news", async ({ expect }) => {
    const { feed, told } = await begin();
    feed.publish(signal(1));
    await feed.advance(10);
    feed.drop();
    feed.publish(signal(2));

    await feed.advance(SECOND);
    feed.publish(signal(3));
    await feed.advance(10);

    expect(told.messages.map(({ signal_id, replayed }) => [signal_id, replayed])).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ]);
    expect(told.gaps).toEqual([]);
  });

  it.for([
    ["pruned", (feed: TestFeed) => feed.prune()] as const,
    ["epoch_changed", (feed: TestFeed) => feed.changeEpoch()] as const,
  ])("tells a gap when it can't: %s", async ([reason, fault], { expect }) => {
    const { feed, client, told } = await begin();
    feed.publish(signal(1));
    await feed.advance(10);
    feed.drop();
    feed.publish(signal(2), signal(3));
    fault(feed);

    await feed.advance(SECOND);

    expect(told.gaps).toMatchObject([{ reason, from: { seq: 1 } }]);
    expect(idsOf(told.messages)).toEqual([1]);
    expect(client.signals.map(({ id }) => id)).toEqual([3, 2, 1]);
  });

  it("goes on from a position that was kept from before", async ({ expect }) => {
    const feed = new TestFeed();
    const since = feed.publish(signal(1));
    feed.publish(signal(2));
    const client = new SignalClient({ ...feed.options, since });
    const told = new ClientTold(client);

    client.connect();
    await feed.advance(10);

    expect(idsOf(told.messages)).toEqual([2]);
    expect(client.position).toBe(feed.position);
  });

  it("refuses a position that is none", ({ expect }) => {
    const { options } = new TestFeed();

    expect(() => new SignalClient({ ...options, since: "yesterday" })).toThrow(TypeError);
  });
});

describe("the open signals", () => {
  it("are newest first and keep their place when they change", async ({ expect }) => {
    const { feed, client } = await begin();

    feed.publish(signal(1), signal(2), update(1, { spread: 3 }));
    await feed.advance(10);

    expect(client.signals).toMatchObject([{ id: 2 }, { id: 1, data: { id: 1, spread: 3 } }]);
  });

  it("are the same objects until they change", async ({ expect }) => {
    const { feed, client } = await begin();
    feed.publish(signal(1), signal(2));
    await feed.advance(10);
    const before = client.signals;

    feed.publish(update(1, { spread: 3 }));
    await feed.advance(10);

    expect(client.signals[0]).toBe(before[0]);
    expect(client.signals[1]).not.toBe(before[1]);
    expect(client.signals).toBe(client.signals);
  });

  it("keep every digit, also of ids that JavaScript rounds", async ({ expect }) => {
    const { feed, client } = await begin();
    const text = (id: string) =>
      `{"type":"new_signal","signal_type":"mexc_dex","data":{"id":${id},"spread":0.00670000,"name":"n 1.50"}}`;

    feed.publish(text("12345678901234567890"), text("12345678901234567891"));
    await feed.advance(10);

    expect(client.signals.map(({ digits }) => digits.id)).toEqual([
      "12345678901234567891",
      "12345678901234567890",
    ]);
    expect(client.signals[0]?.digits).toMatchObject({ spread: "0.00670000", name: "n 1.50" });
  });

  it("tell 1 from the text 1, and one type from another", async ({ expect }) => {
    const { feed, client } = await begin();
    const other = { type: "new_signal", signal_type: "mexc_dex", data: { id: 1 } } as const;

    feed.publish(signal(1), signal("1"), other);
    await feed.advance(10);

    expect(client.signals).toHaveLength(3);
    expect(client.signal("1")?.id).toBe("1");
    expect(client.signal(1, "mexc_dex")?.signal_type).toBe("mexc_dex");
    expect(client.signal("mexc_dex:1")?.signal_type).toBe("mexc_dex");
    expect(client.signal(2)).toBeUndefined();
  });

  it("lose one that an update carries past the filter", async ({ expect }) => {
    const { feed, client, told } = await begin({ filter: { min_spread: 2 } });
    feed.publish(signal(1, { spread: 3 }), signal(2, { spread: -4 }), signal(3, { spread: 1 }));
    await feed.advance(10);
    expect(client.signals.map(({ id }) => id)).toEqual([2, 1]);

    feed.publish(update(1, { spread: 1 }), update(3, { spread: 5 }));
    await feed.advance(10);

    expect(client.signals.map(({ id }) => id)).toEqual([3, 2]);
    expect(told.messages.slice(2).map(({ type }) => type)).toEqual(["signal_update", "new_signal"]);
  });

  it("lose one at its own end", async ({ expect }) => {
    const { feed, client } = await begin();
    const end = new Date(feed.clock.now + 5 * SECOND).toISOString();
    feed.publish({ ...signal(1), expires_at: end }, signal(2));
    await feed.advance(4 * SECOND);
    expect(client.signals).toHaveLength(2);

    await feed.advance(2 * SECOND);

    expect(client.signals.map(({ id }) => id)).toEqual([2]);
  });
});

describe("another filter", () => {
  it("replaces what is open, on the same connection, and is no gap", async ({ expect }) => {
    const { feed, client, told } = await begin();
    feed.publish(signal(1, { coin_name: "NB" }), signal(2, { coin_name: "WIF" }));
    await feed.advance(10);

    client.setFilter({ coin_name: ["WIF"] });
    await feed.advance(10);

    expect(client.signals.map(({ id }) => id)).toEqual([2]);
    expect(feed.attempts).toHaveLength(1);
    expect(told.gaps).toEqual([]);
  });

  it("while away is a gap, for what it would have let through is not told", async ({ expect }) => {
    const { feed, client, told } = await begin({ filter: { coin_name: ["NB"] } });
    feed.stop();
    await feed.advance(10);
    client.setFilter({});
    feed.restore();

    await feed.advance(20 * SECOND);

    expect(told.gaps).toMatchObject([{ reason: "filter_changed" }]);
    expect(client.connection.at).toBe("live");
  });
});

describe("handlers", () => {
  it("belong to the client, whatever connection there is", async ({ expect }) => {
    const { feed, client } = await begin();
    const seen: (number | string)[] = [];
    const off = client.on("new_signal", ({ signal_id }) => seen.push(signal_id));

    feed.publish(signal(1));
    feed.drop();
    await feed.advance(SECOND);
    client.close();
    client.connect();
    feed.publish(signal(2));
    await feed.advance(SECOND);
    off();
    feed.publish(signal(3));
    await feed.advance(SECOND);

    expect(seen).toEqual([1, 2]);
  });

  it("end with their signal", async ({ expect }) => {
    const { feed, client } = await begin();
    const leaving = new AbortController();
    const seen: unknown[] = [];
    client.on("message", (message) => seen.push(message), { signal: leaving.signal });

    leaving.abort();
    feed.publish(signal(1));
    await feed.advance(10);

    expect(seen).toEqual([]);
  });

  it("that throw stop no other, and are reported", async ({ expect, onTestFinished }) => {
    const { feed, client, told } = await begin();
    const reported: unknown[] = [];
    const listeners = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", (error) => reported.push(error));
    onTestFinished(() => {
      process.removeAllListeners("uncaughtException");
      for (const listener of listeners) process.on("uncaughtException", listener);
    });
    const broken = new Error("broken handler");
    client.on("new_signal", () => {
      throw broken;
    });

    feed.publish(signal(1), signal(2));
    await feed.advance(10);

    expect(idsOf(told.messages)).toEqual([1, 2]);
    expect(reported).toEqual([broken, broken]);
  });
});

describe("iterating", () => {
  it("gives every message since the call, and ends with the client", async ({ expect }) => {
    const { feed, client } = await begin();
    const messages = client.messages();
    feed.publish(signal(1), signal(2));
    await feed.advance(10);
    client.close();

    const seen: (number | string)[] = [];
    for await (const { signal_id } of messages) seen.push(signal_id);

    expect(seen).toEqual([1, 2]);
  });

  it("throws what the service said when it stops", async ({ expect }) => {
    const { feed, client } = await begin();
    const next = expect(client[Symbol.asyncIterator]().next()).rejects.toEqual(
      new StoppedError("vip_required"),
    );

    feed.drop("vip_required");
    await feed.advance(10);

    await next;
  });

  it("ends with its signal", async ({ expect }) => {
    const { client } = await begin();
    const leaving = new AbortController();
    const next = client.messages({ signal: leaving.signal }).next();

    leaving.abort();

    expect(await next).toEqual({ done: true, value: undefined });
  });
});

describe("a client", () => {
  it("is closed by its signal and by `using`", async ({ expect }) => {
    const leaving = new AbortController();
    const { feed, client } = await begin({ signal: leaving.signal });
    leaving.abort();
    await feed.advance(10);
    expect([client.connection.at, feed.connections]).toEqual(["idle", 0]);

    const other = new SignalClient(feed.options).connect();
    await feed.advance(10);
    other[Symbol.dispose]();
    await feed.advance(10);
    expect([other.connection.at, feed.connections, feed.clock.pending]).toEqual(["idle", 0, 0]);
  });

  it("tells what its getter threw, and asks again", async ({ expect }) => {
    const feed = new TestFeed();
    const broken = new Error("offline");
    const answers = [Promise.reject(broken), Promise.resolve(feed.token())];
    const client = new SignalClient({
      ...feed.options,
      token: () => answers.shift() ?? Promise.reject(broken),
    });
    const told = new ClientTold(client);

    client.connect();
    await feed.advance(2 * SECOND);

    expect(told.troubles).toMatchObject([{ code: "no_token", cause: broken }]);
    expect(client.connection.at).toBe("live");
  });

  it("measures the way and the service's clock", async ({ expect }) => {
    const feed = new TestFeed();
    feed.delay(40);
    const slow = { ...feed.platform, now: () => feed.clock.now - 5_000 };
    const client = new SignalClient({ ...feed.options, platform: slow }).connect();
    await feed.advance(SECOND);

    feed.publish(signal(1));
    await feed.advance(SECOND);

    expect(client.latency).toEqual({
      roundTrip: 80,
      clockOffset: 5_000,
      p50: 40,
      p95: 40,
      p99: 40,
      messages: 1,
    });
  });

  it("tells of the producers", async ({ expect }) => {
    const { feed, client } = await begin();

    feed.report({ scanner: { state: "late", lastAt: feed.clock.now } });
    await feed.advance(10);

    const last_at = new Date(feed.clock.now - 10).toISOString();
    expect(client.sources).toEqual({ scanner: { state: "late", last_at } });
  });
});
