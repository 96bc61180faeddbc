// The client's promises to its user, against a feed under the test's control.

import { describe, it } from "vitest";
import { SignalClient, StoppedError } from "../../src/client/index.ts";
import { TestFeed } from "../../src/client/testing/index.ts";
import { MINUTE, SECOND, startClient, idsOf, signal } from "../support/client/client-fixture.ts";
import { EventRecorder } from "../support/client/event-recorder.ts";

describe("handlers", () => {
  it("belong to the client, whatever connection there is", async ({ expect }) => {
    const { feed, client } = await startClient();
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
    const { feed, client } = await startClient();
    const leaving = new AbortController();
    const seen: unknown[] = [];
    client.on("message", (message) => seen.push(message), { signal: leaving.signal });

    leaving.abort();
    feed.publish(signal(1));
    await feed.advance(10);

    expect(seen).toEqual([]);
  });

  it("that throw stop no other, and are reported", async ({ expect, onTestFinished }) => {
    const { feed, client, recorder } = await startClient();
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

    expect(idsOf(recorder.messages)).toEqual([1, 2]);
    expect(reported).toEqual([broken, broken]);
  });
});

describe("iterating", () => {
  it("gives every message since the call, and ends with the client", async ({ expect }) => {
    const { feed, client } = await startClient();
    const messages = client.messages();
    feed.publish(signal(1), signal(2));
    await feed.advance(10);
    client.close();

    const seen: (number | string)[] = [];
    for await (const { signal_id } of messages) seen.push(signal_id);

    expect(seen).toEqual([1, 2]);
  });

  it("throws what the service said when it stops", async ({ expect }) => {
    const { feed, client } = await startClient();
    const next = expect(client[Symbol.asyncIterator]().next()).rejects.toEqual(
      new StoppedError("vip_required"),
    );

    feed.drop("vip_required");
    await feed.advance(10);

    await next;
  });

  it("of a client that has stopped throws at once", async ({ expect }) => {
    const { feed, client } = await startClient();
    feed.drop("vip_required");
    await feed.advance(10);

    await expect(client.messages().next()).rejects.toEqual(new StoppedError("vip_required"));
  });

  it("that is left early ends nothing but itself", async ({ expect }) => {
    const { feed, client, recorder } = await startClient();
    const messages = client.messages();
    feed.publish(signal(1), signal(2));
    await feed.advance(10);

    for await (const { signal_id } of messages) if (signal_id === 1) break;

    expect(await messages.next()).toEqual({ done: true, value: undefined });
    expect([idsOf(recorder.messages), client.connection.status]).toEqual([[1, 2], "live"]);
  });

  it("ends with its signal", async ({ expect }) => {
    const { client } = await startClient();
    const leaving = new AbortController();
    const next = client.messages({ signal: leaving.signal }).next();

    leaving.abort();

    expect(await next).toEqual({ done: true, value: undefined });
  });
});

describe("a client", () => {
  it("is closed by its signal and by `using`", async ({ expect }) => {
    const leaving = new AbortController();
    const { feed, client } = await startClient({ signal: leaving.signal });
    leaving.abort();
    await feed.advance(10);
    expect([client.connection.status, feed.connections]).toEqual(["idle", 0]);

    const other = new SignalClient(feed.options).connect();
    await feed.advance(10);
    other[Symbol.dispose]();
    await feed.advance(10);
    expect([other.connection.status, feed.connections, feed.clock.pending]).toEqual(["idle", 0, 0]);
  });

  it("does nothing before it is told to connect, and connects once", async ({ expect }) => {
    const feed = new TestFeed();
    const client = new SignalClient(feed.options);
    await feed.advance(MINUTE);
    expect([client.connection.status, client.cursor, feed.attempts.length]).toEqual([
      "idle",
      null,
      0,
    ]);

    client.connect().connect();
    await feed.advance(10);
    client.connect();
    await feed.advance(MINUTE);

    expect([client.connection.status, feed.attempts.length]).toEqual(["live", 1]);
  });

  it("whose signal is aborted already never connects", async ({ expect }) => {
    const { feed, client } = await startClient({ signal: AbortSignal.abort() });

    expect([client.connection.status, feed.attempts.length]).toEqual(["idle", 0]);
  });

  it("may be closed by its own handler", async ({ expect }) => {
    const { feed, client } = await startClient();
    client.on("new_signal", () => client.close());

    feed.publish(signal(1));
    await feed.advance(MINUTE);

    expect([client.connection.status, feed.connections, feed.clock.pending]).toEqual([
      "idle",
      0,
      0,
    ]);
  });

  it("tells what its getter threw, and asks again", async ({ expect }) => {
    const feed = new TestFeed();
    const broken = new Error("offline");
    const responses = [Promise.reject(broken), Promise.resolve(feed.token())];
    const client = new SignalClient({
      ...feed.options,
      token: () => responses.shift() ?? Promise.reject(broken),
    });
    const recorder = new EventRecorder(client);

    client.connect();
    await feed.advance(2 * SECOND);

    expect(recorder.errors).toMatchObject([{ code: "no_token", cause: broken }]);
    expect(client.connection.status).toBe("live");
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
    const { feed, client } = await startClient();

    feed.report({ scanner: { state: "late", lastAt: feed.clock.now } });
    await feed.advance(10);

    const last_at = new Date(feed.clock.now - 10).toISOString();
    expect(client.sources).toEqual({ scanner: { state: "late", last_at } });
  });
});
