// What becomes of a batch, decided before anything is written.

import { describe, it } from "vitest";
import { planPublish, type PublishPlan } from "../../../src/hub/publishing/plan-publish.ts";
import type { StoredSignal, SignalKey } from "../../../src/hub/storage/signal-store.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import type { Message } from "../../../src/protocol/server-messages.ts";
import { json } from "../../support/json/checked-json.ts";

const NOW = 1_700_000_000_000;

describe("a new signal", () => {
  it("gets the next number and is held as it came", ({ expect }) => {
    const plan = new FakeSignalStore().publish(opening("1", '{"id":1,"spread":8.840}'));

    expect(plan.entries).toMatchObject([
      { seq: 1, ts: NOW, isNew: true, before: null, merged: '{"id":1,"spread":8.840}' },
    ]);
    expect(plan.updatedSignals).toEqual([
      {
        signalType: "mexc_dex",
        id: "1",
        seq: 1,
        ts: NOW,
        data: '{"id":1,"spread":8.840}',
        expiresAt: null,
        opened: { seq: 1, data: '{"id":1,"spread":8.840}' },
      },
    ]);
  });

  it("sent again is a duplicate of the first, also after an update", ({ expect }) => {
    const store = new FakeSignalStore();
    store.publish(opening("1", '{"id":1,"spread":1}'), update("1", '{"spread":2}'));

    const plan = store.publish(opening("1", '{"id":1,"spread":1}'));

    expect(plan).toEqual({
      results: [{ kind: "duplicate", seq: 1 }],
      entries: [],
      updatedSignals: [],
    });
  });

  it.for([
    ["another number", '{"id":1,"spread":2}'],
    ["another spelling of its number", '{"id":1,"spread":1.0}'],
    ["another order of its keys", '{"spread":1,"id":1}'],
    ["a key more", '{"id":1,"spread":1,"x":0}'],
    ["the data that an update made of it", '{"id":1,"spread":1,"y":1}'],
  ] as const)("with %s conflicts", ([, data], { expect }) => {
    const signals = new FakeSignalStore();
    signals.publish(opening("1", '{"id":1,"spread":1}'), update("1", '{"y":1}'));

    expect(signals.plan(opening("1", data))).toEqual({
      ok: false,
      error: { code: "signal_exists", errors: [conflict(0)] },
    });
  });

  it("with another end of its own conflicts", ({ expect }) => {
    const signals = new FakeSignalStore();
    signals.publish(opening("1", '{"id":1}', NOW + 1));

    expect(signals.publish(opening("1", '{"id":1}', NOW + 1)).results).toEqual([
      { kind: "duplicate", seq: 1 },
    ]);
    expect(signals.plan(opening("1", '{"id":1}', NOW + 2))).toMatchObject({ ok: false });
    expect(signals.plan(opening("1", '{"id":1}'))).toMatchObject({ ok: false });
  });

  it("of another type is another signal", ({ expect }) => {
    const signals = new FakeSignalStore();
    signals.publish(opening("1", '{"id":1}'));

    const plan = signals.publish({ ...opening("1", '{"id":1,"x":2}'), signalType: "funding_rate" });

    expect(plan.entries).toMatchObject([{ seq: 2, before: null }]);
  });

  it.for([
    ["1", '"1"'],
    ["12345678901234567890", "12345678901234567891"],
  ] as const)("with the id %s is not the one with the id %s", ([one, other], { expect }) => {
    const signals = new FakeSignalStore();
    signals.publish(opening(one, `{"id":${one}}`));

    expect(signals.publish(opening(other, `{"id":${other}}`)).entries).toMatchObject([{ seq: 2 }]);
  });

  it("after a record that an update started opens it, and replaces its data", ({ expect }) => {
    const signals = new FakeSignalStore();
    signals.publish(update("1", '{"spread":2}'));

    const plan = signals.publish(opening("1", '{"id":1,"coin_name":"NB"}'));

    expect(plan.entries).toMatchObject([
      { seq: 2, before: { spread: 2 }, after: { spread: null, coinName: "NB" } },
    ]);
    expect(plan.updatedSignals).toMatchObject([
      { data: '{"id":1,"coin_name":"NB"}', opened: { seq: 2 } },
    ]);
    expect(signals.publish(opening("1", '{"id":1,"coin_name":"NB"}')).results).toEqual([
      { kind: "duplicate", seq: 2 },
    ]);
  });
});

describe("an update", () => {
  it("overwrites in place and appends what is new, digit for digit", ({ expect }) => {
    const signals = new FakeSignalStore();
    signals.publish(opening("1", '{"id":1,"9":0.10,"coin_name":"NB","spread":8.84}', NOW + 5));

    const plan = signals.publish(update("1", '{"spread":9.120,"1":1E5,"9":-0}'));

    expect(plan.updatedSignals).toMatchObject([
      {
        seq: 2,
        data: '{"id":1,"9":-0,"coin_name":"NB","spread":9.120,"1":1E5}',
        expiresAt: NOW + 5,
        opened: { seq: 1 },
      },
    ]);
    expect(plan.entries).toMatchObject([
      { before: { spread: 8.84, coinName: "NB" }, after: { spread: 9.12, coinName: "NB" } },
    ]);
  });

  it("to an unknown signal starts a record with the id first", ({ expect }) => {
    const plan = new FakeSignalStore().publish(update('"a\\"b"', '{"spread":2,"position":"LONG"}'));

    expect(plan.updatedSignals).toMatchObject([
      { data: '{"id":"a\\"b","spread":2,"position":"LONG"}', opened: null, expiresAt: null },
    ]);
    expect(plan.entries).toMatchObject([{ seq: 1, before: null }]);
  });

  it("sent twice is two messages", ({ expect }) => {
    const plan = new FakeSignalStore().publish(update("1", '{"x":1}'), update("1", '{"x":1}'));

    expect(plan.entries.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("with nothing in it is a message all the same", ({ expect }) => {
    const signals = new FakeSignalStore();
    signals.publish(opening("1", '{"id":1}'));

    expect(signals.publish(update("1", "{}")).updatedSignals).toMatchObject([
      { seq: 2, data: '{"id":1}' },
    ]);
  });
});

describe("a batch", () => {
  it("sees its own earlier messages", ({ expect }) => {
    const plan = new FakeSignalStore().publish(
      opening("1", '{"id":1}'),
      opening("1", '{"id":1}'),
      update("1", '{"spread":1}'),
      opening("1", '{"id":1}'),
      opening("2", '{"id":2}'),
    );

    expect(plan.results.map((outcome) => [outcome.kind, seqOf(outcome)])).toEqual([
      ["stored", 1],
      ["duplicate", 1],
      ["stored", 2],
      ["duplicate", 1],
      ["stored", 3],
    ]);
    expect(plan.entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(plan.updatedSignals).toMatchObject([
      { id: "1", seq: 2, data: '{"id":1,"spread":1}' },
      { id: "2", seq: 3 },
    ]);
  });

  it("with conflicts names every one of them, and nothing comes of it", ({ expect }) => {
    const signals = new FakeSignalStore();
    signals.publish(opening("1", '{"id":1}'));

    const plan = signals.plan(
      opening("2", '{"id":2}'),
      opening("1", '{"id":1,"x":1}'),
      opening("1", '{"id":1}'),
      opening("2", '{"id":2,"x":1}'),
      update("1", '{"x":1}'),
      opening("1", '{"id":1,"x":1}'),
    );

    expect(plan).toEqual({
      ok: false,
      error: { code: "signal_exists", errors: [conflict(1), conflict(3), conflict(5)] },
    });
    expect(signals.publish(opening("2", '{"id":2}')).entries).toMatchObject([{ seq: 2 }]);
  });

  it("with a signal that would grow past its size names it, and nothing comes of it", ({
    expect,
  }) => {
    const signals = new FakeSignalStore();
    const half = `"${"x".repeat(LIMITS.signalChars / 2)}"`;
    signals.publish(opening("1", `{"id":1,"a":${half}}`));

    const plan = signals.plan(opening("2", '{"id":2}'), update("1", `{"b":${half}}`));

    const reason = `the signal would be longer than ${LIMITS.signalChars} characters`;
    const errors = [{ index: 1, path: "/data", reason }];
    expect(plan).toEqual({ ok: false, error: { code: "body_invalid", errors } });
  });

  it("with a signal of just the greatest size is taken", ({ expect }) => {
    const signals = new FakeSignalStore();
    signals.publish(opening("1", '{"id":1}'));
    const spare = LIMITS.signalChars - '{"id":1,"a":""}'.length;

    const widest = signals.plan(update("1", `{"a":"${"x".repeat(spare)}"}`));
    const wider = signals.plan(update("1", `{"a":"${"x".repeat(spare + 1)}"}`));

    expect(widest).toMatchObject({ ok: true, value: { entries: [{ isNew: false }] } });
    expect(wider.ok).toBe(false);
  });

  it("of nothing but duplicates uses no number", ({ expect }) => {
    const signals = new FakeSignalStore();
    signals.publish(opening("1", '{"id":1}'));

    signals.publish(opening("1", '{"id":1}'), opening("1", '{"id":1}'));

    expect(signals.publish(update("1", "{}")).entries).toMatchObject([{ seq: 2 }]);
  });
});

/** What the hub does with plans: it holds the signals and counts the stored. */
class FakeSignalStore {
  readonly #signals = new Map<string, StoredSignal>();
  #next = 1;

  plan(...messages: readonly Message[]): ReturnType<typeof planPublish> {
    return planPublish(messages, this.#next, NOW, (key) => this.#signals.get(nameOf(key)) ?? null);
  }

  publish(...messages: readonly Message[]): PublishPlan {
    const plan = this.plan(...messages);
    if (!plan.ok) throw new Error("the batch was refused");
    for (const signal of plan.value.updatedSignals) this.#signals.set(nameOf(signal), signal);
    this.#next += plan.value.entries.length;
    return plan.value;
  }
}

function nameOf({ signalType, id }: SignalKey): string {
  return `${signalType} ${id}`;
}

function opening(id: string, data: string, expiresAt: number | null = null): Message {
  return { type: "new_signal", signalType: "mexc_dex", id: json(id), data: json(data), expiresAt };
}

function update(id: string, data: string): Message {
  return { type: "signal_update", signalType: "mexc_dex", id: json(id), data: json(data) };
}

function conflict(index: number): unknown {
  return { index, path: "", reason: "the signal exists with other data" };
}

function seqOf(outcome: PublishPlan["results"][number]): number {
  return outcome.kind === "stored" ? outcome.entry.seq : outcome.seq;
}
