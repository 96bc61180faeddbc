// From queued messages to frames: what is joined, what is shared, and the last message of each frame.

import { describe, it } from "vitest";
import { encodeFrames, type Frame } from "../../../src/sockets/delivery/encode.ts";
import type { QueuedMessage } from "../../../src/sockets/delivery/route.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { entryOf } from "../../support/hub/sessions.ts";

const SEQUENCE_FIELDS = (seq: number): string => `,"seq":${seq},"ts":1000}`;
const UPDATE =
  '{"type":"signal_update","signal_type":"mexc_dex","signal_id":1,"data":{"spread":9.0}';
const WHOLE =
  '{"type":"new_signal","signal_type":"mexc_dex","data":{"id":1,"coin_name":"NB","spread":9.0}';

describe("v2", () => {
  it("gets no frame without messages", ({ expect }) => {
    expect(encodeFrames("signals.v2", [], new Map())).toEqual([]);
  });

  it("gets a single message without an array", ({ expect }) => {
    expect(encodeFrames("signals.v2", [update(7)], new Map())).toEqual([
      { text: UPDATE + SEQUENCE_FIELDS(7), lastSeq: 7 },
    ]);
  });

  it("gets several messages as one array with the last seq", ({ expect }) => {
    const messages = [update(7), entered(8), update(11)];

    expect(encodeFrames("signals.v2", messages, new Map())).toEqual([
      {
        text: `[${UPDATE}${SEQUENCE_FIELDS(7)},${WHOLE}${SEQUENCE_FIELDS(8)},${UPDATE}${SEQUENCE_FIELDS(11)}]`,
        lastSeq: 11,
      },
    ]);
  });

  it("gets the end of a signal that enters the filter", ({ expect }) => {
    const [frame] = encodeFrames("signals.v2", [entered(8, 0)], new Map());

    expect(frame?.text).toBe(`${WHOLE},"seq":8,"ts":1000,"expires_at":"1970-01-01T00:00:00.000Z"}`);
  });

  it.for<[string, readonly number[], readonly number[]]>([
    ["one below the limit is joined by the next", [-1, 1_000], [2]],
    ["at the limit stands alone", [0, 1_000], [1, 2]],
    ["above the limit stands alone", [1, 1_000], [1, 2]],
    ["and at the end nothing is left over", [1_000 - LIMITS.joinedFrameBytes, 0], [2]],
    ["a frame for each that is large", [0, 0, 0], [1, 2, 3]],
  ])("%s", ([, beyond, lastSeqs], { expect }) => {
    const messages = beyond.map((more, index) => sized(index + 1, LIMITS.joinedFrameBytes + more));

    const frames = encodeFrames("signals.v2", messages, new Map());

    expect(frames.map(({ lastSeq }) => lastSeq)).toEqual(lastSeqs);
    expect(
      frames.flatMap(({ text }) => [JSON.parse(text)].flat() as { seq: number }[]),
    ).toMatchObject(messages.map(({ entry: { seq } }) => ({ seq })));
  });
});

describe("v1", () => {
  it("gets one frame a message, without seq", ({ expect }) => {
    const messages = [update(7), entered(8, 0), update(11)];

    expect(encodeFrames("signals.v1", messages, new Map())).toEqual([
      { text: `${UPDATE}}`, lastSeq: 7 },
      { text: `${WHOLE}}`, lastSeq: 8 },
      { text: `${UPDATE}}`, lastSeq: 11 },
    ]);
  });

  it("gets no frame without messages", ({ expect }) => {
    expect(encodeFrames("signals.v1", [], new Map())).toEqual([]);
  });
});

describe("frames are made once", () => {
  it("for groups with the same messages and outcomes", ({ expect }) => {
    const encoded = new Map<string, readonly Frame[]>();
    const first = encodeFrames("signals.v2", [update(7), entered(8)], encoded);

    expect(encodeFrames("signals.v2", [update(7), entered(8)], encoded)).toBe(first);
  });

  it.for<[string, readonly QueuedMessage[]]>([
    ["fewer messages", [update(7)]],
    ["other messages", [update(7), update(9)]],
    ["the same with another outcome", [update(7), update(8)]],
    ["seqs that read alike", [update(78)]],
  ])("and not shared with a group that gets %s", ([, messages], { expect }) => {
    const encoded = new Map<string, readonly Frame[]>();
    encodeFrames("signals.v2", [update(7), entered(8)], encoded);

    expect(encodeFrames("signals.v2", messages, encoded)).toEqual(
      encodeFrames("signals.v2", messages, new Map()),
    );
  });

  it("and not shared by the subprotocols", ({ expect }) => {
    const encoded = new Map<string, readonly Frame[]>();
    encodeFrames("signals.v2", [update(7)], encoded);

    expect(encodeFrames("signals.v1", [update(7)], encoded)).toEqual([
      { text: `${UPDATE}}`, lastSeq: 7 },
    ]);
  });
});

function update(seq: number): QueuedMessage {
  return { entry: entryOf(seq), outcome: "message" };
}

function entered(seq: number, expiresAt: number | null = null): QueuedMessage {
  return { entry: entryOf(seq, { expiresAt }), outcome: "entered" };
}

/** A message whose frame has exactly this many characters. */
function sized(seq: number, chars: number): QueuedMessage {
  const { entry } = update(seq);
  const padding = chars - entry.frame.length;
  return { entry: { ...entry, frame: entry.frame + " ".repeat(padding) }, outcome: "message" };
}
