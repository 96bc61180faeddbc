// `signal-hub tail`, against a stand-in for the service's socket.

import { decodeJwt } from "jose";
import { describe, it } from "vitest";

import { FakeFeed } from "../../support/cli/fake-feed.ts";
import { runCli } from "../../support/cli/run-cli.ts";

const CONNECTED = '{"type":"connected","message":"Connected","user_id":123}';
const UPDATE =
  '{"type":"signal_update","signal_type":"mexc_dex","signal_id":12345678901234567890,"data":{"price":0.00670000}}';

describe("tail", () => {
  it("prints each frame's raw text in a pipe, stops at --count and closes with 1000", async ({
    expect,
  }) => {
    const feed = await FakeFeed.playing({ frames: [CONNECTED, UPDATE, UPDATE, UPDATE] });

    const done = await runCli(["tail", "--url", feed.url, "--token", "a.b.c", "--count", "2"]);
    await feed.close();

    expect(done).toEqual({
      code: 0,
      stdout: `${CONNECTED}\n${UPDATE}\n${UPDATE}\n`,
      stderr: "Connected.\n",
    });
    expect(feed.closes).toEqual([1000]);
  });

  it("hides its token in a sub-protocol and puts the filter in the query", async ({ expect }) => {
    const feed = await FakeFeed.playing({ frames: [UPDATE] });

    await runCli(["tail", "--url", feed.url, "--coin", "NB,WIF", "--count", "1"], {
      env: { JWT_SECRET: "a-secret-of-more-than-thirty-two-bytes" },
    });
    await feed.close();

    const [upgrade] = feed.upgrades;
    expect(upgrade?.url).toBe("/ws/signals?coin_name=NB%2CWIF");
    const [subprotocol, bearer = ""] = (upgrade?.headers["sec-websocket-protocol"] ?? "").split(
      /, ?/,
    );
    expect(subprotocol).toBe("signals.v1");
    expect(decodeJwt(bearer.replace("bearer.", ""))).toMatchObject({ sub: "cli", vip: true });
  });

  it.for(["Unauthorized", "VIP subscription required"])(
    "ends with 1 and advice when refused: %s",
    async (reason, { expect }) => {
      const feed = await FakeFeed.playing({ close: [1008, reason] });

      const { code, stderr } = await runCli(["tail", "--url", feed.url, "--token", "a.b.c"]);
      await feed.close();

      expect(code).toBe(1);
      expect(stderr).toMatch(new RegExp(`^Connection closed \\(1008 ${reason}\\)\\.\\n\\w.+\\n$`));
      expect(feed.upgrades).toHaveLength(1);
    },
  );
});
