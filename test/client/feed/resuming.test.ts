// A client reconnects. Its missed messages are delivered once, or a gap is reported.

import { describe, it } from "vitest";
import { SignalClient } from "../../../src/client/index.ts";
import { TestFeed } from "../../../src/client/testing/index.ts";
import { MINUTE, SECOND, startClient, idsOf, signal } from "../../support/client/client-fixture.ts";
import { EventRecorder } from "../../support/client/event-recorder.ts";

describe("resuming", () => {
  it("hands over what was missed, and says that it is not news", async ({ expect }) => {
    const { feed, recorder } = await startClient();
    feed.publish(signal(1));
    await feed.advance(10);
    feed.drop();
    feed.publish(signal(2));

    await feed.advance(SECOND);
    feed.publish(signal(3));
    await feed.advance(10);

    expect(recorder.messages.map(({ signal_id, replayed }) => [signal_id, replayed])).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ]);
    expect(recorder.gaps).toEqual([]);
  });

  it.for([
    ["pruned", (feed: TestFeed) => feed.prune()] as const,
    ["epoch_changed", (feed: TestFeed) => feed.changeEpoch()] as const,
  ])("tells a gap when it can't: %s", async ([reason, fault], { expect }) => {
    const { feed, client, recorder } = await startClient();
    feed.publish(signal(1));
    await feed.advance(10);
    feed.drop();
    feed.publish(signal(2), signal(3));
    fault(feed);

    await feed.advance(SECOND);

    expect(recorder.gaps).toMatchObject([{ reason, from: { seq: 1 } }]);
    expect(idsOf(recorder.messages)).toEqual([1]);
    expect(client.signals.map(({ id }) => id)).toEqual([3, 2, 1]);
  });

  it("goes on from a position that was kept from before", async ({ expect }) => {
    const feed = new TestFeed();
    const since = feed.publish(signal(1));
    feed.publish(signal(2));
    const client = new SignalClient({ ...feed.options, since });
    const recorder = new EventRecorder(client);

    client.connect();
    await feed.advance(10);

    expect(idsOf(recorder.messages)).toEqual([2]);
    expect(client.cursor).toBe(feed.cursor);
  });

  it("refuses a position that is none", ({ expect }) => {
    const { options } = new TestFeed();

    expect(() => new SignalClient({ ...options, since: "yesterday" })).toThrow(TypeError);
  });

  it("hands over each message once, however often the connection breaks", async ({ expect }) => {
    const { feed, recorder } = await startClient();
    const sent = Array.from({ length: 30 }, (_, index) => index + 1);

    for (const id of sent) {
      feed.publish(signal(id));
      await feed.advance(id % 3);
      if (id % 2 === 0) feed.drop();
      await feed.advance(id * 40);
    }
    await feed.advance(MINUTE);

    expect(idsOf(recorder.messages)).toEqual(sent);
    expect(recorder.gaps).toEqual([]);
  });

  it("hands over what a log that was set back tells anew", async ({ expect }) => {
    const { feed, client, recorder } = await startClient({ since: "test1:99" });

    feed.publish(signal(1));
    await feed.advance(10);

    expect(recorder.gaps).toMatchObject([{ reason: "ahead", from: { seq: 99 }, to: { seq: 0 } }]);
    expect(idsOf(recorder.messages)).toEqual([1]);
    expect(client.cursor).toBe(feed.cursor);
  });

  it("keeps its position when a snapshot breaks off", async ({ expect }) => {
    const { feed, client, recorder } = await startClient();
    feed.publish(signal(1));
    await feed.advance(10);
    const before = client.cursor;
    feed.drop();
    feed.publish(signal(2));
    feed.prune();
    feed.slow(SECOND);
    await feed.advance(SECOND);
    expect(client.connection.status).toBe("catching-up");
    feed.drop();

    expect(client.cursor).toBe(before);
    feed.slow(0);
    await feed.advance(MINUTE);
    expect(recorder.gaps).toMatchObject([{ reason: "pruned", from: { seq: 1 }, to: { seq: 2 } }]);
  });
});

describe("a connection that is given up", () => {
  it("is one that doesn't answer a ping", async ({ expect }) => {
    const { feed, client, recorder } = await startClient();
    feed.cut();
    feed.publish(signal(1));

    await feed.advance(40 * SECOND);
    expect(client.connection).toMatchObject({ status: "waiting", reason: "silent" });
    feed.restore();
    await feed.advance(MINUTE);

    expect(client.connection.status).toBe("live");
    expect(idsOf(recorder.messages)).toEqual([1]);
  });

  it("is one that was frozen for longer than the keepalive", async ({ expect }) => {
    const { feed, client } = await startClient();
    feed.clock.freeze(MINUTE);

    feed.page("page-visible");
    expect(client.connection).toEqual({ status: "connecting", attempt: 0 });
    await feed.advance(10);

    expect(client.connection.status).toBe("live");
    expect(feed.connections).toBe(1);
  });

  it("is not one that is asked and answers", async ({ expect }) => {
    const { feed, sent } = await startClient();

    await feed.advance(10 * MINUTE);

    expect(feed.attempts).toHaveLength(1);
    expect(new Set(sent)).toEqual(new Set(['{"type":"ping"}']));
  });
});

describe("a move before a deploy", () => {
  it("opens the next connection before the old one goes", async ({ expect }) => {
    const { feed, client, recorder } = await startClient();
    feed.delay(100);
    feed.drain(2 * SECOND);
    feed.publish(signal(1));
    await feed.advance(2_250);

    expect([client.connection.status, feed.connections]).toEqual(["live", 2]);
    feed.publish(signal(2));
    await feed.advance(SECOND);

    expect([client.connection.status, feed.connections]).toEqual(["live", 1]);
    expect(idsOf(recorder.messages)).toEqual([1, 2]);
    expect(recorder.connections.map(({ status }) => status)).not.toContain("waiting");
  });

  it("is finished by the next one alone where the old one breaks", async ({ expect }) => {
    const { feed, recorder } = await startClient();
    feed.drain(0);
    feed.delay(100);
    await feed.advance(50);
    feed.drop();
    feed.publish(signal(1));

    await feed.advance(SECOND);

    expect(idsOf(recorder.messages)).toEqual([1]);
    expect(feed.attempts).toHaveLength(2);
    expect(recorder.connections.map(({ status }) => status)).not.toContain("waiting");
  });
});

describe("a refusal", () => {
  it("of too many tries is waited out for half a minute", async ({ expect }) => {
    const { feed, client } = await startClient();
    feed.refuse("rate_limited");
    feed.drop("rate_limited");

    await feed.advance(30 * SECOND);
    expect(feed.attempts).toHaveLength(1);
    feed.restore();
    await feed.advance(SECOND);

    expect(client.connection.status).toBe("live");
  });

  it.for(["vip_required", "replaced", "origin_denied"] as const)(
    "that nothing mends ends the tries: %s",
    async (code, { expect }) => {
      const { feed, client } = await startClient();

      feed.drop(code);
      await feed.advance(MINUTE);

      expect(client.connection).toEqual({ status: "stopped", reason: code });
      expect([feed.attempts.length, feed.clock.pending]).toEqual([1, 0]);
    },
  );
});
