// A client that wants other signals.

import { describe, it } from "vitest";
import { SignalClient } from "../../../src/client/index.ts";
import { TestFeed } from "../../../src/client/testing/index.ts";
import {
  MINUTE,
  SECOND,
  startClient,
  idsOf,
  signal,
  streamsOnly,
  update,
} from "../../support/client/client-fixture.ts";

describe("another filter", () => {
  it("replaces what is open, on the same connection, and is no gap", async ({ expect }) => {
    const { feed, client, recorder } = await startClient();
    feed.publish(signal(1, { coin_name: "NB" }), signal(2, { coin_name: "WIF" }));
    await feed.advance(10);

    client.setFilter({ coin_name: ["WIF"] });
    await feed.advance(10);

    expect(client.signals.map(({ id }) => id)).toEqual([2]);
    expect(feed.attempts).toHaveLength(1);
    expect(recorder.gaps).toEqual([]);
  });

  it("while away is a gap, for what it would have let through is not told", async ({ expect }) => {
    const { feed, client, recorder } = await startClient({ filter: { coin_name: ["NB"] } });
    feed.stop();
    await feed.advance(10);
    client.setFilter({});
    feed.restore();

    await feed.advance(20 * SECOND);

    expect(recorder.gaps).toMatchObject([{ reason: "filter_changed" }]);
    expect(client.connection.status).toBe("live");
  });

  it("is asked for in a frame, and once where it means the same", async ({ expect }) => {
    const { client, sent } = await startClient({ filter: { min_spread: 0.5 } });

    client.setFilter({ min_spread: "0.5" });
    client.setFilter({ coin_name: ["NB"], min_spread: "0.5" });

    expect(sent.filter((text) => text.includes("subscribe"))).toEqual([
      '{"type":"subscribe","filter":{"coin_name":["NB"],"min_spread":"0.5"}}',
    ]);
  });

  it("before the first connection is the first filter", async ({ expect }) => {
    const feed = new TestFeed();
    feed.publish(signal(1, { coin_name: "NB" }), signal(2));
    const client = new SignalClient(feed.options);
    client.setFilter({ coin_name: ["NB"] });

    client.connect();
    await feed.advance(10);

    expect(client.signals.map(({ id }) => id)).toEqual([1]);
  });

  it("hands over what was on its way on the open socket", async ({ expect }) => {
    const { feed, client, recorder } = await startClient();
    feed.delay(100);
    client.setFilter({ coin_name: ["WIF"] });
    feed.publish(signal(1, { coin_name: "NB" }));

    await feed.advance(SECOND);

    expect(idsOf(recorder.messages)).toEqual([1]);
    expect(recorder.gaps).toEqual([]);
    expect(client.signals).toEqual([]);
  });

  it.for([
    ["a stream", (feed: TestFeed) => ({ platform: streamsOnly(feed) }), () => undefined],
    ["a move to another socket", () => ({}), (feed: TestFeed) => feed.drain(100)],
  ] as const)("is a gap when %s overtakes what was on its way", async (row, { expect }) => {
    const [, options, fault] = row;
    const { feed, client, recorder } = await startClient(options);
    fault(feed);
    await feed.advance(10);
    feed.slow(5 * SECOND);
    for (const id of [1, 2, 3]) feed.publish(signal(id, { coin_name: "NB" }));

    client.setFilter({ coin_name: ["NB"] });
    await feed.advance(MINUTE);

    expect(recorder.gaps).toMatchObject([{ reason: "filter_changed", to: { seq: 3 } }]);
    expect(client.signals.map(({ id }) => id)).toEqual([3, 2, 1]);
  });

  it("that can't be read changes nothing, and the next one counts", async ({ expect }) => {
    const { feed, client, recorder } = await startClient();

    client.setFilter({ min_spread: "much" });
    client.setFilter({ min_spread: "2" });
    await feed.advance(10);
    feed.publish(signal(1, { spread: 3 }), update(1, { spread: 4 }), update(1, { name: "NB" }));
    await feed.advance(10);

    expect(recorder.errors).toMatchObject([{ code: "frame_malformed" }]);
    expect(client.signals).toMatchObject([{ data: { id: 1, spread: 4, name: "NB" } }]);
  });
});
