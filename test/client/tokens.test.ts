// Tokens: when one is asked for and why, how it travels, and what follows when it is no good.

import { describe, it } from "vitest";
import type { TokenReason } from "../../src/client/index.ts";
import { MINUTE, SECOND, begin, signal, streamsOnly } from "../support/client-in-feed.ts";

const BROKEN = new Error("no session");

describe("a token", () => {
  it("is asked for with the reason", async ({ expect }) => {
    const reasons: TokenReason[] = [];
    const { feed, client } = await begin((own) => ({
      token: (reason) => {
        reasons.push(reason);
        return own.token();
      },
    }));

    feed.drop();
    await feed.advance(SECOND);
    feed.expireToken();
    await feed.advance(SECOND);
    feed.warnOfExpiry();
    await feed.advance(SECOND);

    expect(reasons).toEqual(["connect", "connect", "refused", "expiring"]);
    expect(client.connection.at).toBe("live");
  });

  it("that is refused twice stops the client", async ({ expect }) => {
    const { feed, client } = await begin({ token: () => "token-1" });

    feed.expireToken();
    await feed.advance(MINUTE);

    expect(client.connection).toEqual({ at: "stopped", because: "unauthorized" });
    expect(feed.attempts).toHaveLength(2);
  });

  it("that is refused and the only one stops it at once", async ({ expect }) => {
    const { feed, client } = await begin({ token: "token-1" });

    feed.expireToken();
    await feed.advance(MINUTE);

    expect(client.connection).toEqual({ at: "stopped", because: "unauthorized" });
    expect(feed.attempts).toHaveLength(1);
  });

  it("is tried again when the user says so", async ({ expect }) => {
    let token = "token-1";
    const { feed, client } = await begin({ token: () => token });
    feed.expireToken();
    await feed.advance(MINUTE);

    token = feed.token();
    client.connect();
    await feed.advance(10);

    expect(client.connection.at).toBe("live");
  });

  it("travels beside the dialect and not in the address", async ({ expect }) => {
    const { opened } = await begin({ filter: { coin_name: ["NB", "WIF"] } });

    expect(opened).toEqual([
      {
        url: "wss://feed.test/ws/signals?coin_name=NB%2CWIF",
        protocols: ["signals.v2", "bearer.token-1"],
      },
    ]);
  });

  it("that is no JWT goes nowhere", async ({ expect }) => {
    const { feed, client, told } = await begin({ token: () => "secret, with a comma" });

    expect(feed.attempts).toEqual([]);
    expect(told.troubles).toMatchObject([{ code: "no_token" }]);
    expect(client.connection).toMatchObject({ at: "waiting", because: "no_token" });
    expect(JSON.stringify(told.troubles)).not.toContain("secret");
  });

  it("that never comes is given up", async ({ expect }) => {
    const { feed, client } = await begin({ token: () => new Promise(() => undefined) });
    expect(client.connection).toEqual({ at: "connecting", attempt: 0 });

    await feed.advance(30 * SECOND);

    expect(client.connection).toMatchObject({ at: "waiting", because: "no_token", attempt: 1 });
  });
});

describe("a token that runs out", () => {
  it("is renewed on the open socket, and nobody is told", async ({ expect }) => {
    const { feed, said, told } = await begin();

    feed.warnOfExpiry();
    await feed.advance(SECOND);

    expect(said).toContain(`{"type":"auth","token":"${feed.token()}"}`);
    expect(feed.attempts).toHaveLength(1);
    expect(told.connections.map(({ at }) => at)).toEqual(["connecting", "catching-up", "live"]);
    expect(told.troubles).toEqual([]);
  });

  it("is asked for again while the connection serves on", async ({ expect }) => {
    const answers = ["token-1", BROKEN, BROKEN, "token-1"];
    const { feed, client, told } = await begin({
      token: () => {
        const answer = answers.shift() ?? BROKEN;
        if (typeof answer === "string") return answer;
        throw answer;
      },
    });

    feed.warnOfExpiry();
    await feed.advance(10 * SECOND);

    expect(answers).toEqual([]);
    expect(told.troubles).toMatchObject([{ cause: BROKEN }, { cause: BROKEN }]);
    expect([client.connection.at, feed.attempts.length]).toEqual(["live", 1]);
  });

  it("is brought by another stream where nothing can be said", async ({ expect }) => {
    const { feed, told } = await begin((own) => ({ platform: streamsOnly(own) }));

    feed.warnOfExpiry();
    await feed.advance(SECOND);
    feed.publish(signal(1));
    await feed.advance(10);

    expect([feed.attempts.length, feed.connections]).toEqual([2, 1]);
    expect(told.messages).toHaveLength(1);
  });
});
