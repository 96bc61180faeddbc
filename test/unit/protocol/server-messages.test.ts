// The service's frames to the letter, and a client's reader of them.

import { describe, it } from "vitest";
import { BEARER_PROTOCOL, SUBPROTOCOLS } from "../../../src/protocol/subprotocol.ts";
import { parseServerFrames } from "../../../src/protocol/parse-server-messages.ts";
import {
  authenticatedFrame,
  connectedFrame,
  connectedFrameV2,
  errorFrame,
  joinFrames,
  liveFrame,
  encodeV1,
  PING_FRAME,
  PONG_FRAME,
  reconnectFrame,
  snapshotFrame,
  snapshotSignal,
  statusFrame,
  encodeV2,
  subscribedFrame,
  tokenExpiringFrame,
  toV1,
  type Message,
} from "../../../src/protocol/server-messages.ts";
import { json } from "../../support/json/checked-json.ts";

const NOON = Date.parse("2025-12-14T12:00:00Z");
const NOON_TEXT = "2025-12-14T12:00:00.000Z";

const OPENING: Message = {
  type: "new_signal",
  signalType: "mexc_dex",
  id: json("1"),
  data: json('{"id":1,"seq":2,"spread":0.50}'),
  expiresAt: null,
};
const UPDATE: Message = {
  type: "signal_update",
  signalType: "mexc_dex",
  id: json('"a"'),
  data: json('{"note":",\\"seq\\":9"}'),
};
const CONNECTION = {
  connectionId: "c",
  cursor: { epoch: "e", seq: 4 },
  recovered: true,
  reason: null,
  expiresAt: NOON,
  serverTime: NOON - 1,
} as const;

const SIGNAL = {
  signalType: "mexc_dex",
  seq: 1,
  ts: 5,
  data: json('{"id":1.50}'),
  expiresAt: null,
} as const;

describe("a frame", () => {
  it.for<[name: string, frame: string, text: string]>([
    ["ping", PING_FRAME, '{"type":"ping"}'],
    ["pong", PONG_FRAME, '{"type":"pong"}'],
    [
      "connected",
      connectedFrame('T"', "7"),
      '{"type":"connected","message":"Connected to T\\" real-time signals","user_id":7}',
    ],
    [
      "connected of v2",
      connectedFrameV2("T", "u", CONNECTION),
      `{"type":"connected","message":"Connected to T real-time signals","user_id":"u","protocol":"signals.v2","connection_id":"c","epoch":"e","seq":4,"recovered":true,"expires_at":"${NOON_TEXT}","ping_interval_ms":30000,"server_time":${NOON - 1}}`,
    ],
    [
      "new_signal",
      encodeV1(OPENING),
      '{"type":"new_signal","signal_type":"mexc_dex","data":{"id":1,"seq":2,"spread":0.50}}',
    ],
    [
      "signal_update",
      encodeV1(UPDATE),
      '{"type":"signal_update","signal_type":"mexc_dex","signal_id":"a","data":{"note":",\\"seq\\":9"}}',
    ],
    [
      "snapshot",
      snapshotFrame(
        3,
        [snapshotSignal(SIGNAL), snapshotSignal({ ...SIGNAL, expiresAt: NOON })],
        true,
      ),
      `{"type":"snapshot","seq":3,"signals":[{"signal_type":"mexc_dex","seq":1,"ts":5,"data":{"id":1.50}},{"signal_type":"mexc_dex","seq":1,"ts":5,"data":{"id":1.50},"expires_at":"${NOON_TEXT}"}],"more":true}`,
    ],
    ["live", liveFrame(3), '{"type":"live","seq":3}'],
    [
      "status",
      statusFrame({
        a: { state: "live", lastAt: NOON },
        b: { state: "down", lastAt: null },
        c: { state: "late", lastAt: 0 },
      }),
      `{"type":"status","sources":{"a":{"state":"live","last_at":"${NOON_TEXT}"},"b":{"state":"down","last_at":null},"c":{"state":"late","last_at":"1970-01-01T00:00:00.000Z"}}}`,
    ],
    [
      "authenticated",
      authenticatedFrame(NOON),
      `{"type":"authenticated","expires_at":"${NOON_TEXT}"}`,
    ],
    [
      "subscribed",
      subscribedFrame({ coinNames: ["NB"] }, 3),
      '{"type":"subscribed","filter":{"coin_name":["NB"]},"seq":3}',
    ],
    [
      "token_expiring",
      tokenExpiringFrame(NOON),
      `{"type":"token_expiring","expires_at":"${NOON_TEXT}"}`,
    ],
    [
      "reconnect",
      reconnectFrame("deploy", 5),
      '{"type":"reconnect","reason":"deploy","after_ms":5}',
    ],
    ["error", errorFrame("x", "y"), '{"type":"error","code":"x","message":"y"}'],
  ])("%s is exact, and a client parses it", ([, frame, text], { expect }) => {
    expect(frame).toBe(text);
    expect(parseServerFrames(frame).map((read) => read.frame)).toEqual([JSON.parse(text)]);
  });

  it("has the reason of a failed resume", ({ expect }) => {
    const frame = connectedFrameV2("T", "u", { ...CONNECTION, recovered: false, reason: "pruned" });

    expect(frame).toContain('"recovered":false,"reason":"pruned","expires_at"');
  });
});

describe("a user's id", () => {
  it.for([
    ["0", 0],
    ["9007199254740991", 9_007_199_254_740_991],
    ["9007199254740992", "9007199254740992"],
    ["-1", "-1"],
    ["01", "01"],
    ["1.5", "1.5"],
    ["1e3", "1e3"],
    ["", ""],
    ["NaN", "NaN"],
  ] as const)("%j is sent as %j", ([userId, wire], { expect }) => {
    expect(JSON.parse(connectedFrame("T", userId))).toMatchObject({ user_id: wire });
  });
});

describe("the number in the feed", () => {
  it.for<[Message, string]>([
    [OPENING, ""],
    [{ ...OPENING, expiresAt: NOON }, `,"expires_at":"${NOON_TEXT}"`],
    [UPDATE, ""],
  ])("is appended to %j and removed again", ([message, expires], { expect }) => {
    const stored = encodeV2(message, 7, 8);

    expect(stored).toBe(`${encodeV1(message).slice(0, -1)},"seq":7,"ts":8${expires}}`);
    expect(toV1(stored)).toBe(encodeV1(message));
  });
});

it("one frame alone stays as it is, and several become an array", ({ expect }) => {
  expect(joinFrames(["{}"])).toBe("{}");
  expect(joinFrames(["{}", "[]"])).toBe("[{},[]]");
  expect(joinFrames([])).toBe("[]");
});

describe("a client's reader", () => {
  it("takes an array apart and keeps each number's own text", ({ expect }) => {
    const first =
      '{"type":"live","seq":12345678901234567890,"a":[0.00670000,-1E+5,1e-3],"b":"5 \\"6\\" \\\\"}';

    expect(parseServerFrames(`[${first},{"type":"pong","n":0}]`)).toEqual([
      {
        frame: JSON.parse(first),
        raw: {
          type: "live",
          seq: "12345678901234567890",
          a: ["0.00670000", "-1E+5", "1e-3"],
          b: '5 "6" \\',
        },
      },
      { frame: { type: "pong", n: 0 }, raw: { type: "pong", n: "0" } },
    ]);
  });

  it.for(["", "{", "null", "5", '"type"', "[]", "[null,5]", "{}", '{"typ":"ping"}', "<html>"])(
    "finds no message in %j",
    (text, { expect }) => {
      expect(parseServerFrames(text)).toEqual([]);
    },
  );

  it("finds the one message among other values", ({ expect }) => {
    expect(parseServerFrames('[5,{"type":"new","a":1},{}]')).toEqual([
      { frame: { type: "new", a: 1 }, raw: { type: "new", a: "1" } },
    ]);
  });
});

it("the subprotocols have these names, the newer before the older", ({ expect }) => {
  expect(SUBPROTOCOLS).toEqual(["signals.v2", "signals.v1"]);
  expect(BEARER_PROTOCOL).toBe("bearer.");
});
