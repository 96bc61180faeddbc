// The notices, the filter and the lines of `signal-hub tail`.

import { describe, it } from "vitest";

import {
  adviceFor,
  disconnectNotice,
  gapNotice,
} from "../../../src/cli/tail/connection-notices.ts";
import { readFilter } from "../../../src/cli/tail/feed-filter.ts";
import { KnownSignals } from "../../../src/cli/tail/pretty.ts";
import { prettyLine } from "../../../src/cli/tail/pretty.ts";
import { CLOSE_FRAMES, type CloseReason } from "../../../src/protocol/close-codes.ts";
import { filterQuery } from "../../../src/protocol/filter.ts";

describe("a disconnect", () => {
  it.for(Object.entries(CLOSE_FRAMES))(
    "%s is named by its close frame",
    ([code, row], { expect }) => {
      // SAFETY: the keys of the table are its codes.
      const notice = disconnectNotice(code as CloseReason, true, "http://hub");

      expect(notice).toBe(`Connection closed (${row.close} ${row.reason}).`);
    },
  );

  it.for([
    { reason: "lost", wasConnected: true, text: "Connection lost." },
    { reason: "timeout", wasConnected: true, text: "Connection lost." },
    { reason: "lost", wasConnected: false, text: "Can't connect to http://hub." },
    { reason: "timeout", wasConnected: false, text: "Can't connect to http://hub." },
    { reason: "no_token", wasConnected: false, text: "There is no token to connect with." },
  ] as const)(
    "by $reason depends on an earlier connection: $wasConnected",
    ({ reason, wasConnected, text }, { expect }) => {
      expect(disconnectNotice(reason, wasConnected, "http://hub")).toBe(text);
    },
  );

  it.for(Object.entries(CLOSE_FRAMES))(
    "%s has advice where no reconnect mends it",
    ([code, { client }], { expect }) => {
      // SAFETY: the keys of the table are its codes.
      const advice = adviceFor(code as CloseReason);

      if (["stop", "fix_request", "renew"].includes(client)) expect(advice).toMatch(/\w{3}/);
      else expect(advice).toBeUndefined();
    },
  );
});

describe("a gap", () => {
  const to = { epoch: "e", seq: 9 };

  it.for(["epoch_changed", "pruned", "ahead", "too_many"] as const)(
    "by %s has the cursors before and after it",
    (reason, { expect }) => {
      expect(gapNotice({ reason, from: { epoch: "d", seq: 4 }, to })).toMatch(
        /^Messages after d:4 are lost: \w[^.]+\. The feed goes on after e:9\.$/,
      );
    },
  );

  it("before the first message has no cursor before it", ({ expect }) => {
    expect(gapNotice({ reason: "pruned", from: null, to })).toMatch(/^Messages are lost: /);
  });
});

describe("the filter", () => {
  it("travels as written, and only where given", ({ expect }) => {
    const values = { "signal-type": "mexc_dex", coin: "NB, WIF,", "min-spread": "0.50" };

    expect(readFilter(values)).toEqual({
      signal_type: ["mexc_dex"],
      coin_name: ["NB", "WIF"],
      min_spread: "0.50",
    });
    expect(Object.fromEntries(filterQuery(readFilter(values)))).toEqual({
      signal_type: "mexc_dex",
      coin_name: "NB,WIF",
      min_spread: "0.50",
    });
  });

  it("asks for everything where nothing is given", ({ expect }) => {
    expect(readFilter({})).toEqual({});
    expect(readFilter({ coin: "" })).toEqual({});
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
