// Where no socket gets through: the feed by server-sent events, and back.

import { describe, it } from "vitest";
import type { TestFeed } from "../../../src/client/testing/index.ts";
import {
  MINUTE,
  SECOND,
  startClient,
  idsOf,
  signal,
  streamsOnly,
} from "../../support/client/client-fixture.ts";

const blocked = (feed: TestFeed) => {
  feed.blockSockets();
  return {};
};
const streaming = (feed: TestFeed) => ({ platform: streamsOnly(feed) });

describe("a client whose sockets are blocked", () => {
  it("reads a stream after two tries without a word", async ({ expect }) => {
    const { feed, client, recorder } = await startClient(blocked);

    await feed.advance(5 * SECOND);
    feed.publish(signal(1), signal(2));
    await feed.advance(10);

    expect(client.connection).toMatchObject({ status: "live", transport: "stream" });
    expect(feed.attempts).toHaveLength(3);
    expect(idsOf(recorder.messages)).toEqual([1, 2]);
  });

  it("goes back to a socket when one gets through, and misses nothing", async ({ expect }) => {
    const { feed, client, recorder } = await startClient(blocked);
    await feed.advance(5 * SECOND);
    feed.restore();
    feed.publish(signal(1));

    await feed.advance(MINUTE);
    feed.publish(signal(2));
    await feed.advance(10);

    expect(client.connection).toMatchObject({ status: "live", transport: "socket" });
    expect(feed.connections).toBe(1);
    expect(idsOf(recorder.messages)).toEqual([1, 2]);
    expect(recorder.gaps).toEqual([]);
  });

  it("stays with its stream while none does", async ({ expect }) => {
    const { feed, client, recorder } = await startClient(blocked);
    await feed.advance(5 * SECOND);
    const { connections } = recorder;
    const before = connections.length;

    await feed.advance(30 * MINUTE);

    expect(client.connection).toMatchObject({ status: "live", transport: "stream" });
    expect(connections).toHaveLength(before);
    expect(feed.connections).toBe(1);
  });
});

describe("a client on a stream", () => {
  it("resumes like one on a socket", async ({ expect }) => {
    const { feed, recorder } = await startClient(streaming);
    feed.publish(signal(1));
    await feed.advance(10);
    feed.drop();
    feed.publish(signal(2), signal(3));

    await feed.advance(SECOND);

    expect(idsOf(recorder.messages)).toEqual([1, 2, 3]);
    expect(recorder.gaps).toEqual([]);
  });

  it.for([
    ["in the middle", (feed: TestFeed) => feed.drop("vip_required")],
    [
      "at the door",
      (feed: TestFeed) => {
        feed.refuse("vip_required");
        feed.drop();
      },
    ],
  ] as const)("stops where the service says no: %s", async ([, respond], { expect }) => {
    const { feed, client } = await startClient(streaming);

    respond(feed);
    await feed.advance(SECOND);

    expect(client.connection).toEqual({ status: "stopped", reason: "vip_required" });
  });

  it("is not live for long when the stream falls silent", async ({ expect }) => {
    const { feed, client, recorder } = await startClient(streaming);
    feed.cut();
    feed.publish(signal(1));

    await feed.advance(40 * SECOND);
    expect(client.connection).toMatchObject({ status: "waiting", reason: "silent" });
    feed.restore();
    await feed.advance(MINUTE);

    expect(client.connection.status).toBe("live");
    expect(idsOf(recorder.messages)).toEqual([1]);
  });

  it("hears the keepalive of a quiet stream", async ({ expect }) => {
    const { feed, recorder } = await startClient(streaming);

    await feed.advance(10 * MINUTE);

    expect(recorder.connections.map(({ status }) => status)).toEqual([
      "connecting",
      "catching-up",
      "live",
    ]);
  });

  it("leaves it when it is closed", async ({ expect }) => {
    const { feed, client } = await startClient(streaming);

    client.close();
    await feed.advance(10);

    expect([feed.connections, client.connection.status]).toEqual([0, "idle"]);
  });

  it("asks again for a filter that could not be had", async ({ expect }) => {
    let signedIn = true;
    const { feed, client } = await startClient((ownFeed) => ({
      ...streaming(ownFeed),
      token: () => (signedIn ? ownFeed.token() : Promise.reject(new Error("signed out"))),
    }));
    feed.publish(signal(1, { coin_name: "NB" }), signal(2));

    signedIn = false;
    client.setFilter({ coin_name: ["NB"] });
    await feed.advance(SECOND);
    signedIn = true;
    await feed.advance(MINUTE);

    expect(client.signals.map(({ id }) => id)).toEqual([1]);
  });
});
