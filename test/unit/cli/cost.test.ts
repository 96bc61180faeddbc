// The cost of a feed, from its traffic to the bill, and the figures in the documents.

import { describe, it } from "vitest";
import { billOf, totalOf } from "../../../src/cli/cost/bill.ts";
import { monthlyTraffic, type Feed } from "../../../src/cli/cost/feed.ts";
import {
  alarmsOf,
  monthlyUsage,
  rowsReadByAlarm,
  rowsReadByPrune,
  rowsReadBySnapshot,
  signalsOfAWeek,
  storedRows,
} from "../../../src/cli/cost/hub-usage.ts";
import { SERVER_LIMITS } from "../../../src/limits.ts";
import { overage } from "../../../src/protocol/stats/cloudflare-prices.ts";
import { runCli, SLOW_START } from "../../support/cli/run-cli.ts";
import { rows } from "../../support/docs/markdown.ts";

const MONTH_SECONDS = 2_592_000;
const MONTH_MINUTES = 43_200;
const PRUNES = (MONTH_SECONDS * 1_000) / SERVER_LIMITS.pruneEveryMs;

function feed(overrides: Partial<Feed> = {}): Feed {
  const { signalsPerSecond = 1 } = overrides;
  return {
    vips: 1_000,
    signalsPerSecond,
    signalsPerRequest: 1,
    idempotencyKeys: false,
    hoursADay: 24,
    connectsADay: 10,
    tokenMinutes: 60,
    openSignals: signalsOfAWeek(signalsPerSecond),
    ...overrides,
  };
}

function priceOf(one: Feed): string {
  const cents = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return totalOf(billOf(monthlyUsage(one))).toLocaleString("en-US", cents);
}

describe("the traffic of a month", () => {
  it("delivers each message to those who listen", ({ expect }) => {
    expect(monthlyTraffic(feed({ signalsPerRequest: 10, hoursADay: 12 }))).toEqual({
      publishRequests: 259_200,
      messages: 2_592_000,
      connects: 300_000,
      // Each session lasts 72 minutes.
      tokenExpiries: 300_000,
      concurrentSockets: 500,
      deliveries: 1_296_000_000,
    });
  });

  it.for([
    { tokenMinutes: 15, aSession: 9 },
    { tokenMinutes: 60, aSession: 2 },
    { tokenMinutes: 144, aSession: 1 },
    { tokenMinutes: 145, aSession: 0 },
  ])(
    "has $aSession expiries in a session of 144 minutes for tokens of $tokenMinutes",
    ({ tokenMinutes, aSession }, { expect }) => {
      const { connects, tokenExpiries } = monthlyTraffic(feed({ tokenMinutes }));

      expect(tokenExpiries).toBe(aSession * connects);
    },
  );
});

describe("the rows that a hub stores", () => {
  it("are a day of the log and a week of new signals", ({ expect }) => {
    expect(storedRows(feed())).toEqual({ signals: 60_480, log: 86_400, idempotencyKeys: 0 });
  });

  it("are one key for each log row where producers give keys", ({ expect }) => {
    expect(storedRows(feed({ idempotencyKeys: true }))).toMatchObject({ idempotencyKeys: 86_400 });
  });

  it("are the log's 100,000 messages at most, in as many rows as requests", ({ expect }) => {
    const many = storedRows(feed({ signalsPerSecond: 10 }));
    const batched = storedRows(feed({ signalsPerSecond: 10, signalsPerRequest: 10 }));

    expect([many.log, batched.log]).toEqual([100_000, 10_000]);
  });
});

describe("the rows that a hub reads", () => {
  const stored = { signals: 71, log: 23, idempotencyKeys: 21 };

  it("are for an alarm with nothing due the signals and the log twice, and the keys", ({
    expect,
  }) => {
    expect(rowsReadByAlarm(stored)).toBe(2 * 71 + 2 * 23 + 21 + 4);
    // An empty table counts as a row.
    expect(rowsReadByAlarm({ signals: 0, log: 1, idempotencyKeys: 0 })).toBe(2 + 2 + 1 + 4);
  });

  it("are for pruning by size those of an alarm without its last look at the signals", ({
    expect,
  }) => {
    expect(rowsReadByAlarm(stored) - rowsReadByPrune(stored)).toBe(71 + 1);
  });

  it("are for a snapshot the signals twice", ({ expect }) => {
    expect(rowsReadBySnapshot(stored)).toBe(142);
  });
});

describe("the alarms of a month", () => {
  it.for([
    { what: "one a minute for idle sockets", expiries: 0, sockets: 100, alarms: MONTH_MINUTES },
    { what: "as often as a socket is open", expiries: 0, sockets: 0.5, alarms: MONTH_MINUTES / 2 },
    { what: "one each prune where no socket is open", expiries: 0, sockets: 0, alarms: PRUNES },
    { what: "one more for each token", expiries: 700, sockets: 1, alarms: MONTH_MINUTES + 700 },
    { what: "one a second at most", expiries: 6e6, sockets: 1e4, alarms: MONTH_SECONDS },
  ])("are $what", ({ expiries, sockets, alarms }, { expect }) => {
    expect(alarmsOf(expiries, sockets)).toBe(alarms);
  });
});

describe("the usage of a month", () => {
  // One socket all day, one message each 100 s, tokens that outlive every session.
  const quiet = feed({
    vips: 1,
    signalsPerSecond: 0.01,
    connectsADay: 1,
    tokenMinutes: 10_000,
    openSignals: 50,
  });

  it("adds alarms, snapshots and publish requests", ({ expect }) => {
    const alarms = MONTH_MINUTES;
    const publishRequests = 25_920;
    const connects = 30;

    const usage = monthlyUsage(quiet);

    expect(usage).toMatchObject({
      workerRequests: publishRequests + connects,
      hubRequests: publishRequests + connects + alarms,
      alarms,
    });
    expect(usage.rowsRead).toBeCloseTo(
      alarms * (2 * 50 + 2 * 864 + 1 + 4) + connects * 2 * 50 + 3.9 * publishRequests,
      3,
    );
    expect(usage.rowsWritten).toBeCloseTo(3.1 * publishRequests + alarms, 3);
  });

  it("has two more rows written and one more read by each alarm for a key", ({ expect }) => {
    const without = monthlyUsage(quiet);
    const keyed = monthlyUsage({ ...quiet, idempotencyKeys: true });

    expect(keyed.rowsWritten - without.rowsWritten).toBeCloseTo(2 * 25_920, 3);
    expect(keyed.rowsRead - without.rowsRead).toBeCloseTo((864 - 1) * MONTH_MINUTES, 3);
  });

  it("renews a token by one frame, a twentieth of a request, and an alarm", ({ expect }) => {
    const renewed = monthlyUsage({ ...quiet, tokenMinutes: 60 });
    const expiries = 30 * 24;

    expect(renewed.alarms).toBe(MONTH_MINUTES + expiries);
    expect(renewed.hubRequests - monthlyUsage(quiet).hubRequests).toBe(expiries + expiries / 20);
  });

  it("prunes by size where more than 10,000 messages come between two alarms", ({ expect }) => {
    const burst = feed({ ...quiet, signalsPerSecond: 1_000, signalsPerRequest: 1_000 });
    const { alarms, rowsRead } = monthlyUsage(burst);
    const messages = 1_000 * MONTH_SECONDS;
    const prunes = messages / 10_000;

    expect(prunes).toBeGreaterThan(alarms);
    // 50 signals and a log of 100 rows.
    expect(rowsRead).toBeCloseTo(
      prunes * (2 * 100 + 50 + 1 + 3) + alarms * 51 + 30 * 100 + 3 * MONTH_SECONDS + 0.9 * messages,
      0,
    );
  });

  it("reads a snapshot once for all who connect before the next message", ({ expect }) => {
    const crowd = { ...quiet, vips: 100_000, openSignals: 1 };
    const difference =
      monthlyUsage({ ...crowd, openSignals: 2 }).rowsRead - monthlyUsage(crowd).rowsRead;

    // Two rows an alarm, and two a snapshot: one for each publish request.
    expect(difference).toBeCloseTo(2 * MONTH_MINUTES + 2 * 25_920, 3);
  });

  it("doesn't grow with what is delivered", ({ expect }) => {
    const outliving = { tokenMinutes: 10_000, connectsADay: 10 };

    expect(monthlyUsage(feed({ ...outliving, hoursADay: 24 }))).toEqual(
      monthlyUsage(feed({ ...outliving, hoursADay: 1 })),
    );
  });
});

describe("a price", () => {
  it.for([
    { amount: 0, dollars: 0 },
    { amount: 1e6, dollars: 0 },
    { amount: 3e6, dollars: 1 },
  ])("of $amount beyond what is included is $dollars", ({ amount, dollars }, { expect }) => {
    expect(overage(amount, { included: 1e6, perMillion: 0.5 })).toBe(dollars);
  });
});

describe("a bill", () => {
  it("has each of Cloudflare's prices", ({ expect }) => {
    const usage = {
      workerRequests: 11e6,
      hubRequests: 3e6,
      alarms: 1e6,
      rowsRead: 26e9,
      rowsWritten: 52e6,
    };

    const items = billOf(usage);

    expect(items.map(({ text, used, dollars }) => [text, used, dollars])).toEqual([
      ["Workers Paid", null, 5],
      ["Worker requests", 11e6, 0.3],
      ["Worker CPU, ms", 11e6, 0],
      ["hub requests and alarms", 3e6, 0.3],
      ["hub duration, GB-s", 331_776, 0],
      ["rows written", 52e6, 2],
      ["rows read", 26e9, 1],
    ]);
    expect(totalOf(items)).toBeCloseTo(8.6, 9);
  });
});

describe("what the documents quote", SLOW_START, () => {
  it("is what the model says, in docs/operations.md", ({ expect }) => {
    const feeds = [
      { signalsPerSecond: 1, signalsPerRequest: 1 },
      { signalsPerSecond: 10, signalsPerRequest: 10 },
      { signalsPerSecond: 10, signalsPerRequest: 1 },
    ];
    const counts = [100, 1_000, 10_000, 30_000];

    const quoted = rows("docs/operations.md", "### Examples");

    expect(quoted.map((row) => row.slice(1))).toEqual(
      [{ tokenMinutes: 60 }, { tokenMinutes: 1_440, openSignals: 500 }].flatMap((kept) =>
        feeds.map((one) => counts.map((vips) => `$${priceOf(feed({ ...one, ...kept, vips }))}`)),
      ),
    );
  });

  it("is what the model says, in README.md", ({ expect }) => {
    const quoted = rows("README.md", "## What it costs");

    expect(quoted.length).toBeGreaterThan(2);
    expect(quoted).toEqual(
      quoted.map(([vips = "", rate = ""]) => {
        const one = { vips: Number(vips.replace(",", "")), signalsPerSecond: Number(rate) };
        const bounded = { ...one, tokenMinutes: 1_440, openSignals: 500 };
        return [vips, rate, `$${priceOf(feed(one))}`, `$${priceOf(feed(bounded))}`];
      }),
    );
  });

  it("is what the command prints", async ({ expect }) => {
    const { code, stdout } = await runCli(["cost", "--vips", "10000", "--signals-per-second", "1"]);

    expect(code).toBe(0);
    const total = stdout.split("\n").find((line) => line.startsWith("total "));
    expect(total?.split(/ +/)).toEqual(["total", priceOf(feed({ vips: 10_000 }))]);
    expect(stdout).toContain("https://developers.cloudflare.com/durable-objects/platform/pricing/");
  });

  it("is a warning where one hub has too few sockets", async ({ expect }) => {
    const fits = await runCli(["cost", "--vips", "32000"]);
    const exceeds = await runCli(["cost", "--vips", "32001"]);

    expect(fits.stdout).not.toContain("One hub takes");
    expect(exceeds.stdout).toContain("One hub takes 32,000 sockets.\n");
  });
});
