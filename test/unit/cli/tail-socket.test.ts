// `signal-hub tail` against a stand-in for the service's socket.

import { decodeJwt } from "jose";
import { describe, it } from "vitest";

import type { ResumeFailure } from "../../../src/protocol/server-messages.ts";
import {
  connectedFrameV2,
  errorFrame,
  liveFrame,
  snapshotFrame,
} from "../../../src/protocol/server-messages.ts";
import { FakeFeed } from "../../support/cli/fake-feed.ts";
import { runCli, SLOW_START, type Finished } from "../../support/cli/run-cli.ts";

const CONNECTED =
  '{"type":"connected","message":"Connected to Test real-time signals","user_id":123}';

/** The guide's frame of an update. */
function update(id: number | string): string {
  return `{"type":"signal_update","signal_type":"mexc_dex","signal_id":${id},"data":{"price":0.00670000}}`;
}

const UPDATE = update("12345678901234567890");

/** The same message in `signals.v2`. */
function numbered(frame: string, seq: number): string {
  return `${frame.slice(0, -1)},"seq":${seq},"ts":1765713600000}`;
}

interface Begins {
  readonly seq: number;
  readonly recovered?: boolean;
  readonly reason?: ResumeFailure;
}

function connected({ seq, recovered = false, reason }: Begins): string {
  return connectedFrameV2("Test", "123", {
    connectionId: "c",
    cursor: { epoch: "e", seq },
    recovered,
    reason: reason ?? null,
    expiresAt: Date.now() + 3_600_000,
    serverTime: Date.now(),
  });
}

/** The first frames of a connection with the state after message `seq`. */
function snapshotAt(seq: number, reason?: ResumeFailure): readonly string[] {
  return [
    connected({ seq, ...(reason && { reason }) }),
    snapshotFrame(seq, [], false),
    liveFrame(seq),
  ];
}

/** Runs the command until it has printed so many messages. */
function tail(feed: FakeFeed, count: number): Promise<Finished> {
  return runCli(["tail", "--url", feed.url, "--token", "a.b.c", "--count", String(count)]);
}

describe("tail", SLOW_START, () => {
  it("prints each frame's raw text in a pipe, stops at --count and closes with 1000", async ({
    expect,
  }) => {
    const frames = [...snapshotAt(4), ...[5, 6, 7].map((seq) => numbered(UPDATE, seq))];
    const feed = await FakeFeed.playing({ frames });

    const done = await tail(feed, 2);
    await feed.close();

    expect(done).toEqual({
      code: 0,
      stdout: `${CONNECTED}\n${UPDATE}\n${UPDATE}\n`,
      stderr: "Connected.\n",
    });
    expect(feed.closes).toEqual([1000]);
  });

  it("prints the messages of one frame a line each", async ({ expect }) => {
    const frame = `[${numbered(update(1), 5)},${numbered(update(2), 6)}]`;
    const feed = await FakeFeed.playing({ frames: [...snapshotAt(4), frame] });

    const { stdout } = await tail(feed, 2);
    await feed.close();

    expect(stdout).toBe(`${CONNECTED}\n${update(1)}\n${update(2)}\n`);
  });

  it("hides its token in a sub-protocol and puts the filter in the query", async ({ expect }) => {
    const feed = await FakeFeed.playing({ frames: [...snapshotAt(4), numbered(UPDATE, 5)] });

    await runCli(["tail", "--url", feed.url, "--coin", "NB,WIF", "--count", "1"], {
      env: { JWT_SECRET: "a-secret-of-more-than-thirty-two-bytes" },
    });
    await feed.close();

    const [upgrade] = feed.upgrades;
    expect(upgrade?.url).toBe("/ws/signals?coin_name=NB%2CWIF");
    const [subprotocol, bearer = ""] = (upgrade?.headers["sec-websocket-protocol"] ?? "").split(
      /, ?/,
    );
    expect(subprotocol).toBe("signals.v2");
    expect(decodeJwt(bearer.replace("bearer.", ""))).toMatchObject({ sub: "cli", vip: true });
  });

  it("prints missed messages after a reconnect, in order and once", async ({ expect }) => {
    const missed = [6, 7].map((seq) => numbered(update(seq), seq));
    const feed = await FakeFeed.playing(
      { frames: [...snapshotAt(4), numbered(update(5), 5)], close: [1012, "Service restart"] },
      {
        // Message 5 comes twice. It is printed once.
        frames: [
          connected({ seq: 5, recovered: true }),
          `[${numbered(update(5), 5)},${missed.join()}]`,
          liveFrame(7),
          numbered(update(8), 8),
        ],
      },
    );

    const { stdout, stderr } = await tail(feed, 4);
    await feed.close();

    expect(stdout).toBe(
      `${CONNECTED}\n${update(5)}\n${CONNECTED}\n${[6, 7, 8].map(update).join("\n")}\n`,
    );
    expect(stderr).toMatch(
      /^Connected\.\nConnection closed \(1012 Service restart\)\. Reconnecting in \d\.\d s\.\nConnected\.\n$/,
    );
    expect(feed.upgrades.map(({ url }) => url)).toEqual(["/ws/signals", "/ws/signals?since=e%3A5"]);
  });

  it("prints a gap on standard error", async ({ expect }) => {
    const feed = await FakeFeed.playing(
      { frames: snapshotAt(4), close: [1012, "Service restart"] },
      { frames: [...snapshotAt(90, "pruned"), numbered(UPDATE, 91)] },
    );

    const { stdout, stderr } = await tail(feed, 1);
    await feed.close();

    expect(stdout).toBe(`${CONNECTED}\n${CONNECTED}\n${UPDATE}\n`);
    expect(stderr).toContain(
      "\nMessages after e:4 are lost: the log no longer reaches back so far. The feed goes on after e:90.\n",
    );
  });

  it("prints an error of the service on standard error", async ({ expect }) => {
    const frames = [...snapshotAt(4), errorFrame("rate_limited", "Slow\tdown")];
    const feed = await FakeFeed.playing({ frames: [...frames, numbered(UPDATE, 5)] });

    const { stdout, stderr } = await tail(feed, 1);
    await feed.close();

    expect(stdout).toBe(`${CONNECTED}\n${UPDATE}\n`);
    expect(stderr).toBe("Connected.\nError from the service: Slow\ufffddown (rate_limited)\n");
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
