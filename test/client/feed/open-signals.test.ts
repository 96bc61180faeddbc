// The open signals as a client knows them.

import { describe, it } from "vitest";
import { DAY, SECOND, startClient, signal, update } from "../../support/client/client-fixture.ts";

describe("the open signals", () => {
  it("are newest first and keep their place when they change", async ({ expect }) => {
    const { feed, client } = await startClient();

    feed.publish(signal(1), signal(2), update(1, { spread: 3 }));
    await feed.advance(10);

    expect(client.signals).toMatchObject([{ id: 2 }, { id: 1, data: { id: 1, spread: 3 } }]);
  });

  it("are the same objects until they change", async ({ expect }) => {
    const { feed, client } = await startClient();
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
    const { feed, client } = await startClient();
    const text = (id: string) =>
      `{"type":"new_signal","signal_type":"mexc_dex","data":{"id":${id},"spread":0.00670000,"name":"n 1.50"}}`;

    feed.publish(text("12345678901234567890"), text("12345678901234567891"));
    await feed.advance(10);

    expect(client.signals.map(({ raw }) => raw.id)).toEqual([
      "12345678901234567891",
      "12345678901234567890",
    ]);
    expect(client.signals[0]?.raw).toMatchObject({ spread: "0.00670000", name: "n 1.50" });
  });

  it("tell 1 from the text 1, and one type from another", async ({ expect }) => {
    const { feed, client } = await startClient();
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
    const { feed, client, recorder } = await startClient({ filter: { min_spread: 2 } });
    feed.publish(signal(1, { spread: 3 }), signal(2, { spread: -4 }), signal(3, { spread: 1 }));
    await feed.advance(10);
    expect(client.signals.map(({ id }) => id)).toEqual([2, 1]);

    feed.publish(update(1, { spread: 1 }), update(3, { spread: 5 }));
    await feed.advance(10);

    expect(client.signals.map(({ id }) => id)).toEqual([3, 2]);
    expect(recorder.messages.slice(2).map(({ type }) => type)).toEqual([
      "signal_update",
      "new_signal",
    ]);
  });

  it("lose one at its own end", async ({ expect }) => {
    const { feed, client } = await startClient();
    const end = new Date(feed.clock.now + 5 * SECOND).toISOString();
    feed.publish({ ...signal(1), expires_at: end }, signal(2));
    await feed.advance(4 * SECOND);
    expect(client.signals).toHaveLength(2);

    await feed.advance(2 * SECOND);

    expect(client.signals.map(({ id }) => id)).toEqual([2]);
  });

  it("last as long as they say, also for longer than a week", async ({ expect }) => {
    const { feed, client } = await startClient();
    const end = new Date(feed.clock.now + 30 * DAY).toISOString();
    feed.publish({ ...signal(1), expires_at: end });
    await feed.advance(10);

    feed.clock.freeze(29 * DAY);
    await feed.advance(SECOND);
    expect(client.signals).toHaveLength(1);
    feed.clock.freeze(DAY);
    await feed.advance(SECOND);

    expect(client.signals).toEqual([]);
  });

  it("last for a week after their last message where they don't say", async ({ expect }) => {
    const { feed, client } = await startClient();
    feed.publish(signal(1), signal(2));
    await feed.advance(10);
    feed.clock.freeze(3 * DAY);
    feed.publish(update(1, { spread: 2 }));
    await feed.advance(10);

    feed.clock.freeze(5 * DAY);
    await feed.advance(SECOND);

    expect(client.signals.map(({ id }) => id)).toEqual([1]);
  });

  it("begin with an update of one that nobody knew", async ({ expect }) => {
    const { feed, client } = await startClient();

    feed.publish(update(7, { spread: 1 }), update("7", { spread: 2 }));
    await feed.advance(10);

    expect(client.signals).toMatchObject([
      { id: "7", data: { id: "7", spread: 2 }, raw: { id: "7", spread: "2" } },
      { id: 7, data: { id: 7, spread: 1 }, raw: { id: "7", spread: "1" } },
    ]);
  });

  it("are told once for each frame", async ({ expect }) => {
    const { feed, client } = await startClient();
    const lists: number[] = [];
    client.on("signals", (signals) => lists.push(signals.length));

    feed.publish(signal(1), signal(2), signal(3));
    feed.publish(signal(4));
    await feed.advance(10);

    expect(lists).toEqual([3, 4]);
  });
});
