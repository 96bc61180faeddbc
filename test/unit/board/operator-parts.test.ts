import { describe, it } from "vitest";
import { costOf } from "../../../src/board/operator/cost.ts";
import { dollars, figure } from "../../../src/board/operator/figure.ts";
import { healthOf } from "../../../src/board/operator/health.ts";
import {
  latestRate,
  pointsOf,
  ratePointsOf,
  withSample,
  type History,
} from "../../../src/board/operator/history.ts";
import { canBeNamed, requestOf, untilOf } from "../../../src/board/operator/member-order.ts";
import { messageOf, NO_FIELDS } from "../../../src/board/operator/signal-form.ts";
import type { Stats } from "../../../src/board/operator/stats.ts";
import { NO_TAIL, readFrom, TAIL_LINES, withPage } from "../../../src/board/operator/tail-lines.ts";
import { troubleOf } from "../../../src/board/operator/trouble.ts";
import { pollWhileVisible } from "../../../src/board/operator/visible-poll.ts";
import { readJsonText } from "../../../src/protocol/read-json-text.ts";

function stats(changed: Partial<Stats> = {}): Stats {
  return {
    epoch: "e",
    seq: 0,
    oldest: 1,
    signals: 0,
    sockets: 0,
    sockets_by_dialect: {},
    sockets_by_location: {},
    behind: 0,
    lag: 0,
    slow_closed: 0,
    gathered: 0,
    users: 0,
    messages: 0,
    publications: 0,
    deliveries: 0,
    push_ms: { p50: null, p99: null },
    sources: {},
    month: { name: "2026-11", requests: 0, rows: 0 },
    database_bytes: 0,
    ...changed,
  };
}

function historyOf(...samples: readonly (readonly [at: number, seq: number])[]): History {
  let history: History = [];
  for (const [at, seq] of samples) history = withSample(history, { at, stats: stats({ seq }) });
  return history;
}

describe("the history of samples", () => {
  it("gives a rate between two samples, and none where a counter began anew", ({ expect }) => {
    const seqOf = ({ seq }: Stats) => seq;

    expect(latestRate(historyOf([0, 10], [2_000, 30]), seqOf)).toBe(10);
    expect(latestRate(historyOf([0, 10]), seqOf)).toBeNull();
    expect(latestRate(historyOf([0, 10], [2_000, 3]), seqOf)).toBeNull();
  });

  it("breaks the line where nobody looked", ({ expect }) => {
    const points = pointsOf(historyOf([0, 1], [2_000, 2], [60_000, 3]), ({ seq }) => seq);

    expect(points).toEqual([
      { time: 0, value: 1 },
      { time: 2, value: 2 },
      { time: 59 },
      { time: 60, value: 3 },
    ]);
  });

  it("has one point a second, in times that grow, whatever the clock does", ({ expect }) => {
    const history = historyOf([5_000, 1], [5_400, 2], [3_000, 3], [3_900, 4], [4_000, 5]);
    const times = ratePointsOf(history, ({ seq }) => seq).map(({ time }) => time);

    expect(times).toEqual([3, 4]);
  });

  it("is half an hour long", ({ expect }) => {
    const samples = Array.from({ length: 1_000 }, (_, n) => [n * 2_000, n] as const);

    expect(historyOf(...samples)).toHaveLength(900);
  });
});

describe("the health", () => {
  const sources = {
    a: { state: "late", last_at: null },
    b: { state: "down", last_at: null },
    c: { state: "live", last_at: null },
  } as const;

  it.for([
    [stats(), true, "healthy"],
    [stats({ behind: 3 }), true, "behind"],
    [stats({ behind: 3, sources: { a: sources.a } }), true, "late"],
    [stats({ sources }), true, "down"],
    [stats({ sources }), false, "unreachable"],
  ] as const)("is the worst that is known: row %#", ([told, reached, kind], { expect }) => {
    expect(healthOf(told, reached).kind).toBe(kind);
  });
});

describe("the cost of a month", () => {
  it("is the plan while all is included, and the rest beyond", ({ expect }) => {
    expect(costOf({ requests: 1_000_000, rows: 50_000_000 })).toEqual({
      plan: 5,
      requests: 0,
      rows: 0,
      total: 5,
    });
    const more = costOf({ requests: 3_000_000, rows: 52_000_000 });
    expect(more.requests).toBeCloseTo(0.3);
    expect(more.rows).toBeCloseTo(2);
    expect(more.total).toBeCloseTo(7.3);
  });

  it("is shown to the cent", ({ expect }) => {
    expect([0, 0.004, 5, 7.296].map((value) => dollars(value))).toEqual([
      "$0.00",
      "< $0.01",
      "$5.00",
      "$7.30",
    ]);
    expect([null, 3, 9.66].map((value) => figure(value))).toEqual(["–", "3", "9.7"]);
  });
});

describe("an order to do with a user", () => {
  it("is a request whose path names exactly that user", ({ expect }) => {
    const userId = "a/../b?c#d é";
    const { path } = requestOf({ kind: "revoke", userId });

    expect(new URL(path, "https://x").pathname).toBe(path);
    expect(decodeURIComponent(path.slice("/internal/members/".length))).toBe(userId);
  });

  it.for(["", ".", "..", "\ud800"])(
    "isn't made of %j, which no address names",
    (userId, { expect }) => {
      expect(canBeNamed(userId)).toBe(false);
    },
  );

  it("reads a moment, no end, and nonsense apart", ({ expect }) => {
    expect(untilOf("")).toBeNull();
    expect(untilOf("2026-12-31T10:00")).toBe(new Date(2026, 11, 31, 10).toISOString());
    expect(untilOf("soon")).toBeUndefined();
  });
});

describe("the posting form", () => {
  const fields = { ...NO_FIELDS, id: "7", coin: `N"B`, spread: "0.00670000" };

  it("sends numbers with the digits that were typed", ({ expect }) => {
    const message = messageOf({ ...fields, more: `{"price": 12345678901234567890.10}` });

    expect(message).toEqual({
      ok: true,
      value:
        '{"type":"new_signal","signal_type":"mexc_spot_futures","data":{"id":7,"coin_name":"N\\"B",' +
        '"spread":0.00670000,"price":12345678901234567890.10}}',
    });
  });

  it("puts the id of an update beside its data", ({ expect }) => {
    const message = messageOf({ ...fields, type: "signal_update", id: "x-1" });

    expect(message).toMatchObject({ ok: true });
    expect(JSON.parse(message.ok ? message.value : "")).toMatchObject({ signal_id: "x-1" });
  });

  it.for([
    [{ id: " " }, { field: "id", problem: "missing" }],
    [{ signalType: "" }, { field: "signalType", problem: "missing" }],
    [{ spread: "1,5" }, { field: "spread", problem: "not_a_number" }],
    [{ more: "[1]" }, { field: "more", problem: "not_an_object" }],
    [{ more: `{"spread":1}` }, { field: "more", problem: "twice" }],
  ] as const)("says which field can't be sent: %j", ([changed, error], { expect }) => {
    expect(messageOf({ ...fields, ...changed })).toEqual({ ok: false, error });
  });
});

describe("the tail", () => {
  const page = (epoch: string, ...seqs: readonly number[]) => ({
    position: { epoch, seq: seqs.at(-1) ?? 0 },
    messages: seqs.flatMap((seq) => {
      const text = readJsonText(
        `{"type":"new_signal","signal_type":"t","data":{"id":${seq},"coin_name":"<b>","spread":1.0},"seq":${seq},"ts":5}`,
        8,
      );
      return text.ok ? [text.value] : [];
    }),
    more: false,
    recovered: true,
  });

  it("shows the newest first, each as it was written", ({ expect }) => {
    const tail = withPage(withPage(NO_TAIL, page("e", 1, 2)), page("e", 3));

    expect(tail.lines.map(({ seq }) => seq)).toEqual([3, 2, 1]);
    expect(tail.lines[0]).toMatchObject({
      subject: "<b>",
      data: '{"id":3,"coin_name":"<b>","spread":1.0}',
    });
  });

  it("begins a screen before the end, goes on where it was, and rests when nothing is new", ({
    expect,
  }) => {
    const told = { epoch: "e", seq: 500, oldest: 1 };

    expect(readFrom(NO_TAIL, told)).toEqual({ epoch: "e", seq: 500 - TAIL_LINES });
    const tail = withPage(NO_TAIL, page("e", 499));
    expect(readFrom(tail, told)).toEqual({ epoch: "e", seq: 499 });
    expect(readFrom(tail, { ...told, seq: 499 })).toBeNull();
  });

  it("of another log begins anew", ({ expect }) => {
    const tail = withPage(withPage(NO_TAIL, page("e", 9)), page("f", 1));

    expect(tail.lines.map(({ seq }) => seq)).toEqual([1]);
  });
});

describe("a trouble", () => {
  it.for([
    [401, "{}", "key_refused"],
    [503, "", "busy"],
    [422, '{"errors":[{"path":"/0","reason":"is not it"}]}', "invalid"],
    [409, '{"title":"Conflict"}', "refused"],
    [500, "<html>", "refused"],
  ] as const)("of status %d and %s is %s", ([status, body, kind], { expect }) => {
    expect(troubleOf(status, body).kind).toBe(kind);
  });
});

describe("polling", () => {
  it("asks one at a time, rests while nobody looks, and asks at once when somebody does", async ({
    expect,
  }) => {
    let asked = 0;
    const due: (() => void)[] = [];
    let seen: () => void = () => undefined;
    const sight = {
      hidden: false,
      addEventListener: (_: string, listener: () => void) => {
        seen = listener;
      },
      removeEventListener: () => undefined,
    };
    const timers = {
      set: (run: () => void) => due.push(run),
      clear: () => {
        due.length = 0;
      },
    };
    const settled = async () => {
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    };
    const stop = pollWhileVisible(
      () => {
        asked += 1;
        return Promise.resolve();
      },
      2_000,
      sight,
      timers,
    );
    await settled();
    expect([asked, due.length]).toEqual([1, 1]);

    due.shift()?.();
    await settled();
    expect([asked, due.length]).toEqual([2, 1]);

    sight.hidden = true;
    seen();
    await settled();
    expect([asked, due.length]).toEqual([2, 0]);

    sight.hidden = false;
    seen();
    await settled();
    expect([asked, due.length]).toEqual([3, 1]);

    stop();
    expect(due).toHaveLength(0);
  });
});
