// From judged changes to frames: what is joined, what is shared, and up to where a frame reaches.

import { describe, it } from "vitest";
import type { Change } from "../../src/hub/change.ts";
import { encodePending, type Frame, type Pending } from "../../src/hub/fan-out.ts";
import { LIMITS } from "../../src/protocol/limits.ts";
import { storedFrame, type Message } from "../../src/protocol/server-frames.ts";
import { json } from "../support/checked-json.ts";

const POSITION = (seq: number): string => `,"seq":${seq},"ts":1000}`;
const UPDATE =
  '{"type":"signal_update","signal_type":"mexc_dex","signal_id":1,"data":{"spread":9.0}';
const WHOLE =
  '{"type":"new_signal","signal_type":"mexc_dex","data":{"id":1,"coin_name":"NB","spread":9.0}';

describe("v2", () => {
  it("is sent nothing for nothing", ({ expect }) => {
    expect(encodePending("signals.v2", [], new Map())).toEqual([]);
  });

  it("is sent one message bare", ({ expect }) => {
    expect(encodePending("signals.v2", [update(7)], new Map())).toEqual([
      { text: UPDATE + POSITION(7), through: 7 },
    ]);
  });

  it("is sent several as one array, up to the last", ({ expect }) => {
    const pending = [update(7), entered(8), update(11)];

    expect(encodePending("signals.v2", pending, new Map())).toEqual([
      {
        text: `[${UPDATE}${POSITION(7)},${WHOLE}${POSITION(8)},${UPDATE}${POSITION(11)}]`,
        through: 11,
      },
    ]);
  });

  it("is told the end of a signal that enters", ({ expect }) => {
    const [frame] = encodePending("signals.v2", [entered(8, 0)], new Map());

    expect(frame?.text).toBe(`${WHOLE},"seq":8,"ts":1000,"expires_at":"1970-01-01T00:00:00.000Z"}`);
  });

  it.for<[string, readonly number[], readonly number[]]>([
    ["one below the limit is joined by the next", [-1, 1_000], [2]],
    ["at the limit stands alone", [0, 1_000], [1, 2]],
    ["above the limit stands alone", [1, 1_000], [1, 2]],
    ["and at the end nothing is left over", [1_000 - LIMITS.joinedFrameBytes, 0], [2]],
    ["a frame for each that is large", [0, 0, 0], [1, 2, 3]],
  ])("%s", ([, beyond, throughs], { expect }) => {
    const pending = beyond.map((more, index) => sized(index + 1, LIMITS.joinedFrameBytes + more));

    const frames = encodePending("signals.v2", pending, new Map());

    expect(frames.map(({ through }) => through)).toEqual(throughs);
    expect(
      frames.flatMap(({ text }) => [JSON.parse(text)].flat() as { seq: number }[]),
    ).toMatchObject(pending.map(({ change: { seq } }) => ({ seq })));
  });
});

describe("v1", () => {
  it("is sent one frame a message, without its position", ({ expect }) => {
    const pending = [update(7), entered(8, 0), update(11)];

    expect(encodePending("signals.v1", pending, new Map())).toEqual([
      { text: `${UPDATE}}`, through: 7 },
      { text: `${WHOLE}}`, through: 8 },
      { text: `${UPDATE}}`, through: 11 },
    ]);
  });

  it("is sent nothing for nothing", ({ expect }) => {
    expect(encodePending("signals.v1", [], new Map())).toEqual([]);
  });
});

describe("frames are made once", () => {
  it("for groups that see the same in the same way", ({ expect }) => {
    const encoded = new Map<string, readonly Frame[]>();
    const first = encodePending("signals.v2", [update(7), entered(8)], encoded);

    expect(encodePending("signals.v2", [update(7), entered(8)], encoded)).toBe(first);
  });

  it.for<[string, readonly Pending[]]>([
    ["fewer", [update(7)]],
    ["others", [update(7), update(9)]],
    ["the same in another way", [update(7), update(8)]],
    ["numbers that read alike", [update(78)]],
  ])("and not shared with a group that sees %s", ([, pending], { expect }) => {
    const encoded = new Map<string, readonly Frame[]>();
    encodePending("signals.v2", [update(7), entered(8)], encoded);

    expect(encodePending("signals.v2", pending, encoded)).toEqual(
      encodePending("signals.v2", pending, new Map()),
    );
  });

  it("and not shared by the dialects", ({ expect }) => {
    const encoded = new Map<string, readonly Frame[]>();
    encodePending("signals.v2", [update(7)], encoded);

    expect(encodePending("signals.v1", [update(7)], encoded)).toEqual([
      { text: `${UPDATE}}`, through: 7 },
    ]);
  });
});

function update(seq: number): Pending {
  return { change: changeOf(seq, null), delivery: "message" };
}

function entered(seq: number, expiresAt: number | null = null): Pending {
  return { change: changeOf(seq, expiresAt), delivery: "entered" };
}

/** A message whose frame has exactly this many characters. */
function sized(seq: number, chars: number): Pending {
  const { change } = update(seq);
  const room = chars - change.frame.length;
  return { change: { ...change, frame: change.frame + " ".repeat(room) }, delivery: "message" };
}

function changeOf(seq: number, expiresAt: number | null): Change {
  const signalType = "mexc_dex";
  const data = json('{"spread":9.0}');
  const message: Message = { type: "signal_update", signalType, id: json("1"), data };
  const facets = { signalType, coinName: "NB", position: null, spread: 9 };
  return {
    seq,
    ts: 1_000,
    message,
    opens: false,
    before: { ...facets, spread: 1 },
    after: facets,
    merged: json('{"id":1,"coin_name":"NB","spread":9.0}'),
    expiresAt,
    frame: storedFrame(message, seq, 1_000),
  };
}
