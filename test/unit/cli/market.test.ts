// The demo's market and its rate.

import { describe, it } from "vitest";

import { SIGNAL_TYPES } from "../../../src/cli/demo/market-text.ts";
import { Market } from "../../../src/cli/demo/market.ts";
import { accruePending, publishIntervalMs } from "../../../src/cli/demo/feed.ts";

const NOW = Date.UTC(2025, 11, 14, 12);
const ID_BASE = NOW * 1_000;

interface MarketMessage {
  readonly type: "new_signal" | "signal_update";
  readonly signal_type: string;
  readonly signal_id?: number;
  readonly data: Readonly<Record<string, unknown>>;
}

function run(seed: number, count = 5_000): string[] {
  const market = new Market(seed, ID_BASE);
  return Array.from({ length: count }, () => market.next(NOW));
}

function parsed(texts: readonly string[]): MarketMessage[] {
  return texts.map((text) => JSON.parse(text) as MarketMessage); // SAFETY: the market's own messages.
}

describe("the market", () => {
  it("is the same for the same seed, and another for another", ({ expect }) => {
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it("opens a signal with the guide's keys, in the guide's order", ({ expect }) => {
    const [first] = run(1, 1);

    expect(first).toMatch(
      /^\{"type":"new_signal","signal_type":"\w+","data":\{"id":1765713600000000,"coin_name":"\w+","position":"(?:LONG|SHORT)","spread":\d+\.\d\d,"created_at":"2025-12-14T12:00:00Z"\},"expires_at":"2025-12-14T13:00:00Z"\}$/,
    );
  });

  it("opens every id once, updates only what is open, and closes most of it", ({ expect }) => {
    const open = new Set<unknown>();
    const seen = new Set<unknown>();

    for (const { type, signal_id: id, data } of parsed(run(3))) {
      if (type === "new_signal") {
        expect(seen).not.toContain(data["id"]);
        expect(Number.isSafeInteger(data["id"])).toBe(true);
        seen.add(data["id"]);
        open.add(data["id"]);
      } else {
        expect(open).toContain(id);
        if (data["status"] === "closed") open.delete(id);
      }
    }

    expect(seen.size).toBeGreaterThan(100);
    expect(open.size).toBeLessThanOrEqual(24);
  });

  it("has all types, both positions and spreads as on exchanges", ({ expect }) => {
    const messages = parsed(run(4));
    const spreads = messages.map(({ data }) => Number(data["spread"]));

    expect(new Set(messages.map((message) => message.signal_type))).toEqual(new Set(SIGNAL_TYPES));
    expect(new Set(messages.flatMap(({ data }) => data["position"] ?? []))).toEqual(
      new Set(["LONG", "SHORT"]),
    );
    expect(Math.min(...spreads)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...spreads)).toBeLessThan(25);
  });

  it("lets spreads revert: signals close far below where they opened", ({ expect }) => {
    const messages = parsed(run(5));
    const mean = (some: readonly MarketMessage[]) =>
      some.reduce((sum, { data }) => sum + Number(data["spread"]), 0) / some.length;

    const opened = mean(messages.filter(({ type }) => type === "new_signal"));
    const closed = mean(messages.filter(({ data }) => data["status"] === "closed"));

    expect(opened).toBeGreaterThan(3);
    expect(closed).toBeLessThan(1);
  });

  it("writes spreads with two decimals, and prices below a dollar with eight", ({ expect }) => {
    for (const text of run(6)) {
      expect(text).toMatch(/"spread":\d+\.\d{2}[,}]/);
      for (const [, price = ""] of text.matchAll(/_price":([\d.]+)/g)) {
        expect(price).toMatch(Number(price) < 1 ? /^0\.\d{8}$/ : /^\d+\.(?:\d{4}|0{8})$/);
      }
    }
  });
});

describe("the rate", () => {
  it.for([
    { rate: 0.5, everyMs: 2_000 },
    { rate: 1, everyMs: 1_000 },
    { rate: 20, everyMs: 50 },
    { rate: 300, everyMs: 50 },
  ])(
    "is one request each $everyMs ms at $rate messages a second",
    ({ rate, everyMs }, { expect }) => {
      expect(publishIntervalMs(rate)).toBe(everyMs);
    },
  );

  it("makes messages due as time passes", ({ expect }) => {
    expect(accruePending(0, 50, 300)).toBe(15);
    expect(accruePending(0.5, 250, 2)).toBe(1);
  });

  it("doesn't make up for a long pause", ({ expect }) => {
    expect(accruePending(0, 3_600_000, 300)).toBe(300);
    expect(accruePending(0, 3_600_000, 0.1)).toBe(1);
  });
});
