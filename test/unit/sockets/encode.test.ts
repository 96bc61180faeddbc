// From judged changes to frames: what is joined, what is shared, and up to where a frame reaches.

import { describe, it } from "vitest";
import type { LogEntry } from "../../../src/sockets/ports/log-entry.ts";
import {
  encodeFrames,
  type Frame,
  type QueuedMessage,
} from "../../../src/sockets/delivery/encode.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { encodeV2, type Message } from "../../../src/protocol/server-messages.ts";
import { json } from "../../support/json/checked-json.ts";

const SEQUENCE_FIELDS = (seq: number): string => `,"seq":${seq},"ts":1000}`;
const UPDATE =
  '{"type":"signal_update","signal_type":"mexc_dex","signal_id":1,"data":{"spread":9.0}';
const WHOLE =
  '{"type":"new_signal","signal_type":"mexc_dex","data":{"id":1,"coin_name":"NB","spread":9.0}';

describe("v2", () => {
  it("is sent nothing for nothing", ({ expect }) => {
    expect(encodeFrames("signals.v2", [], new Map())).toEqual([]);
  });

  it("is sent one message bare", ({ expect }) => {
    expect(encodeFrames("signals.v2", [update(7)], new Map())).toEqual([
      { text: UPDATE + SEQUENCE_FIELDS(7), through: 7 },
    ]);
  });

  it("is sent several as one array, up to the last", ({ expect }) => {
    const pending = [update(7), entered(8), update(11)];

    expect(encodeFrames("signals.v2", pending, new Map())).toEqual([
      {
        text: `[${UPDATE}${SEQUENCE_FIELDS(7)},${WHOLE}${SEQUENCE_FIELDS(8)},${UPDATE}${SEQUENCE_FIELDS(11)}]`,
        through: 11,
      },
    ]);
  });

  it("is told the end of a signal that enters", ({ expect }) => {
    const [frame] = encodeFrames("signals.v2", [entered(8, 0)], new Map());

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

    const frames = encodeFrames("signals.v2", pending, new Map());

    expect(frames.map(({ lastSeq: through }) => through)).toEqual(throughs);
    expect(
      frames.flatMap(({ text }) => [JSON.parse(text)].flat() as { seq: number }[]),
    ).toMatchObject(pending.map(({ entry: { seq } }) => ({ seq })));
  });
});

describe("v1", () => {
  it("is sent one frame a message, without its position", ({ expect }) => {
    const pending = [update(7), entered(8, 0), update(11)];

    expect(encodeFrames("signals.v1", pending, new Map())).toEqual([
      { text: `${UPDATE}}`, through: 7 },
      { text: `${WHOLE}}`, through: 8 },
      { text: `${UPDATE}}`, through: 11 },
    ]);
  });

  it("is sent nothing for nothing", ({ expect }) => {
    expect(encodeFrames("signals.v1", [], new Map())).toEqual([]);
  });
});

describe("frames are made once", () => {
  it("for groups that see the same in the same way", ({ expect }) => {
    const encoded = new Map<string, readonly Frame[]>();
    const first = encodeFrames("signals.v2", [update(7), entered(8)], encoded);

    expect(encodeFrames("signals.v2", [update(7), entered(8)], encoded)).toBe(first);
  });

  it.for<[string, readonly QueuedMessage[]]>([
    ["fewer", [update(7)]],
    ["others", [update(7), update(9)]],
    ["the same in another way", [update(7), update(8)]],
    ["numbers that read alike", [update(78)]],
  ])("and not shared with a group that sees %s", ([, pending], { expect }) => {
    const encoded = new Map<string, readonly Frame[]>();
    encodeFrames("signals.v2", [update(7), entered(8)], encoded);

    expect(encodeFrames("signals.v2", pending, encoded)).toEqual(
      encodeFrames("signals.v2", pending, new Map()),
    );
  });

  it("and not shared by the dialects", ({ expect }) => {
    const encoded = new Map<string, readonly Frame[]>();
    encodeFrames("signals.v2", [update(7)], encoded);

    expect(encodeFrames("signals.v1", [update(7)], encoded)).toEqual([
      { text: `${UPDATE}}`, through: 7 },
    ]);
  });
});

function update(seq: number): QueuedMessage {
  return { entry: entryOf(seq, null), delivery: "message" };
}

function entered(seq: number, expiresAt: number | null = null): QueuedMessage {
  return { entry: entryOf(seq, expiresAt), delivery: "entered" };
}

/** A message whose frame has exactly this many characters. */
function sized(seq: number, chars: number): QueuedMessage {
  const { entry: change } = update(seq);
  const padding = chars - change.frame.length;
  return { entry: { ...change, frame: change.frame + " ".repeat(padding) }, delivery: "message" };
}

function entryOf(seq: number, expiresAt: number | null): LogEntry {
  const signalType = "mexc_dex";
  const data = json('{"spread":9.0}');
  const message: Message = { type: "signal_update", signalType, id: json("1"), data };
  const filterFields = { signalType, coinName: "NB", position: null, spread: 9 };
  return {
    seq,
    ts: 1_000,
    message,
    isNew: false,
    before: { ...filterFields, spread: 1 },
    after: filterFields,
    merged: json('{"id":1,"coin_name":"NB","spread":9.0}'),
    expiresAt,
    frame: encodeV2(message, seq, 1_000),
  };
}
