// What `signal-hub tail` decides and shows.

import { describe, it } from "vitest";

import { backoff, backoffCeiling } from "../../../src/cli/backoff.ts";
import { nextAttempt } from "../../../src/cli/tail/reconnect-policy.ts";
import { filterQuery } from "../../../src/cli/tail/feed-filter.ts";
import { KnownSignals } from "../../../src/cli/tail/known-signals.ts";
import { prettyLine } from "../../../src/cli/tail/pretty.ts";

describe("the back-off", () => {
  it("doubles from half a second to twenty", ({ expect }) => {
    const ceilings = Array.from({ length: 8 }, (_, attempt) => backoffCeiling(attempt));

    expect(ceilings).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
    expect(backoffCeiling(5_000)).toBe(20_000);
  });

  it.for([0, 3, 50])("lies anywhere below its ceiling (retry %i)", (attempt, { expect }) => {
    expect(backoff(attempt, 0)).toBe(0);
    expect(backoff(attempt, 0.5)).toBe(backoffCeiling(attempt) / 2);
    expect(backoff(attempt, 1 - Number.EPSILON)).toBeLessThan(backoffCeiling(attempt));
  });
});

describe("after a close", () => {
  it.for([
    [1008, "Unauthorized"],
    [1008, "VIP subscription required"],
    [1008, "Origin not allowed"],
    [4001, "Replaced by a newer connection"],
    [1009, "Message too big"],
    [1003, "Text frames only"],
  ] as const)("%i %s it stops with advice", ([code, reason], { expect }) => {
    const next = nextAttempt({ code, reason, openMs: 60_000 }, 0, 0);

    expect(next).toEqual({ kind: "stop", advice: expect.stringMatching(/\w{3}/) });
  });

  it.for([
    [1000, ""],
    [1006, ""],
    [1012, "Service restart"],
    [1013, "Slow consumer"],
  ] as const)("%i %s it resumes within the back-off", ([code, reason], { expect }) => {
    expect(nextAttempt({ code, reason, openMs: 0 }, 2, 0.5)).toEqual({
      kind: "resume",
      afterMs: 1_000,
      attempt: 3,
    });
  });

  it("1008 Rate limit exceeded it waits well beyond the back-off", ({ expect }) => {
    const next = nextAttempt({ code: 1008, reason: "Rate limit exceeded", openMs: 0 }, 0, 0);

    expect(next).toEqual({ kind: "resume", afterMs: 30_000, attempt: 1 });
  });

  it("of a healthy connection the back-off begins anew", ({ expect }) => {
    const next = nextAttempt({ code: 1006, reason: "", openMs: 10_000 }, 6, 0.5);

    expect(next).toEqual({ kind: "resume", afterMs: 250, attempt: 1 });
  });
});

describe("the filter", () => {
  it("travels as written, and only where given", ({ expect }) => {
    const values = { "signal-type": "mexc_dex", coin: "NB,WIF", "min-spread": "0.50" };

    expect(Object.fromEntries(filterQuery(values))).toEqual({
      signal_type: "mexc_dex",
      coin_name: "NB,WIF",
      min_spread: "0.50",
    });
  });
});

describe("a line for people", () => {
  const plain = (_style: string, text: string) => text;
  const opened =
    '{"type":"new_signal","signal_type":"mexc_spot_futures","data":{"id":12345678901234567890,"coin_name":"NB","position":"SHORT","spread":8.80,"created_at":"2025-12-14T12:00:00Z"}}';
  const updated =
    '{"type":"signal_update","signal_type":"mexc_spot_futures","signal_id":12345678901234567890,"data":{"spread":19.12,"mexc_spot_price":0.00670000}}';

  it("shows every number digit for digit, in columns", ({ expect }) => {
    const knownSignals = new KnownSignals();

    expect(
      [opened, updated].map((frame) => prettyLine(frame, "12:00:00", knownSignals, plain)),
    ).toEqual([
      "12:00:00  NEW     mexc_spot_futures  NB        SHORT      8.80  #12345678901234567890  created_at=2025-12-14T12:00:00Z",
      "12:00:00  update  mexc_spot_futures  NB        SHORT     19.12  #12345678901234567890  mexc_spot_price=0.00670000",
    ]);
  });

  it("colours the type and the position", ({ expect }) => {
    const marked = (style: string, text: string) => `<${style}>${text}</${style}>`;

    const line = prettyLine(opened, "12:00:00", new KnownSignals(), marked);

    expect(line).toContain("<cyan>mexc_spot_futures</cyan>");
    expect(line).toContain("<red>SHORT</red>");
  });

  it("lets no control character through to the terminal", ({ expect }) => {
    const frame = String.raw`{"type":"new_signal","signal_type":"x","data":{"id":1,"coin_name":"a\tb"}}`;

    expect(prettyLine(frame, "", new KnownSignals(), plain)).toContain("a\ufffdb");
  });

  it.for(['{"type":"pong"}', '{"type":"connected","user_id":1}', "not JSON", "[1]"])(
    "is not made of %s",
    (frame, { expect }) => {
      expect(prettyLine(frame, "", new KnownSignals(), plain)).toBeUndefined();
    },
  );

  it("forgets the oldest signals beyond its bound", ({ expect }) => {
    const known = new KnownSignals(2);

    for (const id of ["1", "2", "3"]) known.set(id, { coin: id, position: "" });

    expect(known.get("1")).toBeUndefined();
    expect(known.get("3")).toEqual({ coin: "3", position: "" });
  });
});
