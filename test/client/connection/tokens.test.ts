// Tokens: when one is asked for and why, how it travels, and what follows when it is no good.

import { describe, it } from "vitest";
import type { TokenReason } from "../../../src/client/index.ts";
import {
  MINUTE,
  SECOND,
  startClient,
  signal,
  streamsOnly,
} from "../../support/client/client-fixture.ts";

const BROKEN = new Error("no session");

describe("a token", () => {
  it("is asked for with the reason", async ({ expect }) => {
    const reasons: TokenReason[] = [];
    const { feed, client } = await startClient((ownFeed) => ({
      token: (reason) => {
        reasons.push(reason);
        return ownFeed.token();
      },
    }));

    feed.drop();
    await feed.advance(SECOND);
    feed.expireToken();
    await feed.advance(SECOND);
    feed.warnOfExpiry();
    await feed.advance(SECOND);

    expect(reasons).toEqual(["connect", "connect", "refused", "expiring"]);
    expect(client.connection.status).toBe("live");
  });

  it("that is refused twice stops the client", async ({ expect }) => {
    const { feed, client } = await startClient({ token: () => "token-1" });

    feed.expireToken();
    await feed.advance(MINUTE);

    expect(client.connection).toEqual({ status: "stopped", reason: "unauthorized" });
    expect(feed.attempts).toHaveLength(2);
  });

  it("that is refused and the only one stops it at once", async ({ expect }) => {
    const { feed, client } = await startClient({ token: "token-1" });

    feed.expireToken();
    await feed.advance(MINUTE);

    expect(client.connection).toEqual({ status: "stopped", reason: "unauthorized" });
    expect(feed.attempts).toHaveLength(1);
  });

  it("is tried again when the user says so", async ({ expect }) => {
    let token = "token-1";
    const { feed, client } = await startClient({ token: () => token });
    feed.expireToken();
    await feed.advance(MINUTE);

    token = feed.token();
    client.connect();
    await feed.advance(10);

    expect(client.connection.status).toBe("live");
  });

  it("travels beside the dialect and not in the address", async ({ expect }) => {
    const { opened } = await startClient({ filter: { coin_name: ["NB", "WIF"] } });

    expect(opened).toEqual([
      {
        url: "wss://feed.test/ws/signals?coin_name=NB%2CWIF",
        protocols: ["signals.v2", "bearer.token-1"],
      },
    ]);
  });

  it("that is no JWT goes nowhere", async ({ expect }) => {
    const { feed, client, recorder } = await startClient({ token: () => "secret, with a comma" });

    expect(feed.attempts).toEqual([]);
    expect(recorder.errors).toMatchObject([{ code: "no_token" }]);
    expect(client.connection).toMatchObject({ status: "waiting", reason: "no_token" });
    expect(JSON.stringify(recorder.errors)).not.toContain("secret");
  });

  it("that never comes is given up", async ({ expect }) => {
    const { feed, client } = await startClient({ token: () => new Promise(() => undefined) });
    expect(client.connection).toEqual({ status: "connecting", attempt: 0 });

    await feed.advance(30 * SECOND);

    expect(client.connection).toMatchObject({ status: "waiting", reason: "no_token", attempt: 1 });
  });
});

describe("a token that runs out", () => {
  it("is renewed on the open socket, and nobody is told", async ({ expect }) => {
    const { feed, sent, recorder } = await startClient();

    feed.warnOfExpiry();
    await feed.advance(SECOND);

    expect(sent).toContain(`{"type":"auth","token":"${feed.token()}"}`);
    expect(feed.attempts).toHaveLength(1);
    expect(recorder.connections.map(({ status }) => status)).toEqual([
      "connecting",
      "catching-up",
      "live",
    ]);
    expect(recorder.errors).toEqual([]);
  });

  it("is asked for again while the connection serves on", async ({ expect }) => {
    const responses = ["token-1", BROKEN, BROKEN, "token-1"];
    const { feed, client, recorder } = await startClient({
      token: () => {
        const response = responses.shift() ?? BROKEN;
        if (typeof response === "string") return response;
        throw response;
      },
    });

    feed.warnOfExpiry();
    await feed.advance(10 * SECOND);

    expect(responses).toEqual([]);
    expect(recorder.errors).toMatchObject([{ cause: BROKEN }, { cause: BROKEN }]);
    expect([client.connection.status, feed.attempts.length]).toEqual(["live", 1]);
  });

  it("is brought by another stream where nothing can be said", async ({ expect }) => {
    const { feed, recorder } = await startClient((own) => ({ platform: streamsOnly(own) }));

    feed.warnOfExpiry();
    await feed.advance(SECOND);
    feed.publish(signal(1));
    await feed.advance(10);

    expect([feed.attempts.length, feed.connections]).toEqual([2, 1]);
    expect(recorder.messages).toHaveLength(1);
  });
});
