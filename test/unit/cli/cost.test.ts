// The cost model: its arithmetic, and the tables of the documents that quote it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { overage, tiered, totalOf, type Bill } from "../../../src/cli/cost/bill.ts";
import { monthlyUsage, type Feed } from "../../../src/cli/cost/feed.ts";
import { hubBill } from "../../../src/cli/cost/hub-bill.ts";
import {
  ablyBill,
  apiGatewayBill,
  centrifugoBill,
  pusherBill,
} from "../../../src/cli/cost/other-bills.ts";
import { runCli } from "../../support/cli/run-cli.ts";

function feed(overrides: Partial<Feed> = {}): Feed {
  return {
    vips: 1_000,
    signalsPerSecond: 1,
    signalsPerRequest: 1,
    hoursADay: 24,
    connectsADay: 10,
    messageBytes: 256,
    ...overrides,
  };
}

function priceOf(bill: Bill): string {
  if (bill.kind === "by contract") return bill.kind;
  const cents = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return `$${totalOf(bill.items).toLocaleString("en-US", cents)}`;
}

/** The rows of the first table after this text, without the headings. */
function rowsAfter(file: string, text: string): readonly (readonly string[])[] {
  const document = readFileSync(join(import.meta.dirname, "../../..", file), "utf8");
  const lines = document.slice(document.indexOf(text)).split("\n");
  const table = lines.slice(lines.findIndex((line) => line.startsWith("|")));
  const rows = table.slice(
    2,
    table.findIndex((line) => !line.startsWith("|")),
  );
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

describe("the month of a feed", () => {
  it("delivers each message to those who listen", ({ expect }) => {
    expect(monthlyUsage(feed({ signalsPerRequest: 10, hoursADay: 12 }))).toEqual({
      publishRequests: 259_200,
      messages: 2_592_000,
      connects: 300_000,
      concurrentSockets: 500,
      deliveries: 1_296_000_000,
      connectionMinutes: 21_600_000,
      bytes: 1_296_000_000 * 356,
    });
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

  it.for([
    { amount: 0, dollars: 0 },
    { amount: 49e6, dollars: 98 },
    { amount: 50e6, dollars: 100 },
    { amount: 60e6, dollars: 110 },
  ])("of $amount in tiers is $dollars", ({ amount, dollars }, { expect }) => {
    const tiers = [
      { from: 0, perMillion: 2 },
      { from: 50e6, perMillion: 1 },
    ];

    expect(tiered(amount, tiers)).toBe(dollars);
  });
});

describe("a bill", () => {
  it("of the hub doesn't grow with what it delivers", ({ expect }) => {
    const few = hubBill(feed({ hoursADay: 1 }));
    const many = hubBill(feed({ hoursADay: 24 }));

    expect(priceOf(many)).toBe(priceOf(few));
  });

  it("of the hub says when one hub is not enough", ({ expect }) => {
    expect(hubBill(feed({ vips: 32_000 }))).toMatchObject({ notes: [] });
    expect(hubBill(feed({ vips: 32_001 }))).toMatchObject({
      notes: ["one hub takes 32000 sockets"],
    });
  });

  it("of Ably takes the smallest package that fits, and says when none does", ({ expect }) => {
    expect(ablyBill(feed())).toMatchObject({ items: [{ dollars: 29 }, {}, {}, {}], notes: [] });
    expect(ablyBill(feed({ vips: 9_000 }))).toMatchObject({
      items: [{ dollars: 399 }, {}, {}, {}],
    });
    expect(ablyBill(feed({ vips: 60_000, signalsPerSecond: 0.01 }))).toMatchObject({
      notes: ["past Pro's limits: Enterprise, by contract"],
    });
  });

  it("of Pusher is a plan, or by contract", ({ expect }) => {
    expect(priceOf(pusherBill(feed({ vips: 500, signalsPerSecond: 0.02 })))).toBe("$49.00");
    expect(priceOf(pusherBill(feed({ vips: 10_000 })))).toBe("by contract");
  });

  it("of machines has one that may fail, and pays for traffic past the pool", ({ expect }) => {
    expect(centrifugoBill(feed())).toMatchObject({ items: [{ dollars: 48 }, { dollars: 0 }] });
    expect(centrifugoBill(feed({ vips: 120_000, signalsPerSecond: 0.001 }))).toMatchObject({
      items: [{ text: "4 machines" }, {}],
    });
  });
});

describe("what the documents quote", () => {
  it("is what the model says of this service", ({ expect }) => {
    const feeds = [
      { signalsPerSecond: 1, signalsPerRequest: 1 },
      { signalsPerSecond: 10, signalsPerRequest: 10 },
      { signalsPerSecond: 10, signalsPerRequest: 1 },
    ];
    const counts = [100, 1_000, 10_000, 30_000];

    expect(rowsAfter("docs/operations.md", "**Examples**").map((row) => row.slice(2))).toEqual(
      feeds.map((one) => counts.map((vips) => priceOf(hubBill(feed({ ...one, vips }))))),
    );
  });

  it("is what the model says of this service, in README.md", ({ expect }) => {
    const quoted = rowsAfter("README.md", "## What it costs");

    expect(quoted.length).toBeGreaterThan(2);
    expect(quoted).toEqual(
      quoted.map(([vips = "", rate = ""]) => {
        const one = feed({ vips: Number(vips.replace(",", "")), signalsPerSecond: Number(rate) });
        return [vips, rate, priceOf(hubBill(one))];
      }),
    );
  });

  it("is what the command prints", async ({ expect }) => {
    const { code, stdout } = await runCli(["cost", "--vips", "10000", "--signals-per-second", "1"]);

    expect(code).toBe(0);
    expect(stdout).toContain(priceOf(hubBill(feed({ vips: 10_000 }))));
    expect(stdout).toContain("by contract");
  });
});
