// The next read of the log, and the lines of the tail.

import { describe, it } from "vitest";
import type { RawJson } from "../../../../../src/json/raw-json.ts";
import {
  EMPTY_TAIL,
  nextRead,
  withPage,
  type Tail,
} from "../../../../../src/board/operator/stats/tail-lines.ts";

const EPOCH = "k3f9x2";

function pageOf(from: number, to: number, epoch = EPOCH) {
  const messages: RawJson[] = [];
  for (let seq = from; seq <= to; seq += 1) {
    // SAFETY: valid JSON without white space.
    messages.push(
      `{"type":"new_signal","signal_type":"funding_rate","data":{"id":${seq}},"seq":${seq},"ts":5}` as RawJson,
    );
  }
  return { cursor: { epoch, seq: to }, messages };
}

function tailAt(seq: number, epoch = EPOCH): Tail {
  return { cursor: { epoch, seq }, lines: [] };
}

describe("the tail reads on", () => {
  it.for([
    ["from the last hundred at first", EMPTY_TAIL, { seq: 500, oldest_seq: 1 }, 400],
    ["from the oldest of a log that is short", EMPTY_TAIL, { seq: 500, oldest_seq: 450 }, 449],
    ["from the beginning of an empty log", EMPTY_TAIL, { seq: 0, oldest_seq: 1 }, 0],
    ["from its cursor", tailAt(490), { seq: 500, oldest_seq: 1 }, 490],
    ["from the last hundred when more have arrived", tailAt(10), { seq: 500, oldest_seq: 1 }, 400],
    [
      "from the oldest when the log was pruned past it",
      tailAt(10),
      { seq: 50, oldest_seq: 31 },
      30,
    ],
    [
      "from the last hundred of another epoch",
      tailAt(490, "another"),
      { seq: 500, oldest_seq: 1 },
      400,
    ],
  ] as const)("%s", ([, tail, range, seq], { expect }) => {
    expect(nextRead(tail, { epoch: EPOCH, ...range })).toEqual({ epoch: EPOCH, seq });
  });

  it("not at all while there is nothing new", ({ expect }) => {
    expect(nextRead(tailAt(500), { epoch: EPOCH, seq: 500, oldest_seq: 1 })).toBeNull();
  });
});

describe("the tail shows", () => {
  it("the newest first, a hundred at most", ({ expect }) => {
    const tail = withPage(withPage(EMPTY_TAIL, pageOf(1, 80)), pageOf(81, 130));

    const seqs = tail.lines.map(({ seq }) => seq);
    expect(seqs).toHaveLength(100);
    expect([seqs[0], seqs.at(-1)]).toEqual([130, 31]);
    expect(tail.cursor).toEqual({ epoch: EPOCH, seq: 130 });
  });

  it("nothing of an earlier epoch", ({ expect }) => {
    const tail = withPage(withPage(EMPTY_TAIL, pageOf(1, 80)), pageOf(1, 2, "another"));

    expect(tail.lines.map(({ seq }) => seq)).toEqual([2, 1]);
  });

  it.for([
    [
      '{"type":"new_signal","signal_type":"funding_rate","data":{"id":1,"coin_name":"<b>\\u0041\\"","spread":0.00670000},"seq":9,"ts":1700000000000}',
      {
        seq: 9,
        ts: 1_700_000_000_000,
        type: "new_signal",
        signalType: "funding_rate",
        subject: '<b>A"',
        data: '{"id":1,"coin_name":"<b>\\u0041\\"","spread":0.00670000}',
      },
    ],
    [
      '{"type":"signal_update","signal_type":"mexc_dex","signal_id":12345678901234567890,"data":{"spread":1.50},"seq":10,"ts":5}',
      {
        seq: 10,
        ts: 5,
        type: "signal_update",
        signalType: "mexc_dex",
        subject: "12345678901234567890",
        data: '{"spread":1.50}',
      },
    ],
    [
      '{"type":"new_signal","signal_type":"mexc_dex","data":{"id":"x1"},"seq":11,"ts":5}',
      {
        seq: 11,
        ts: 5,
        type: "new_signal",
        signalType: "mexc_dex",
        subject: "x1",
        data: '{"id":"x1"}',
      },
    ],
  ] as const)("a message as the producer wrote it: %s", ([message, line], { expect }) => {
    const page = { cursor: { epoch: EPOCH, seq: line.seq }, messages: [message as RawJson] }; // SAFETY: valid JSON without white space.

    expect(withPage(EMPTY_TAIL, page).lines).toEqual([line]);
  });
});
