// What Analytics Engine is given: one point a publication and one a socket's end, and nothing about a user.

import { describe, it } from "vitest";
import { Counters } from "../../../src/hub/telemetry/counters.ts";
import {
  disconnectDataPoint,
  Analytics,
  publishDataPoint,
} from "../../../src/hub/telemetry/analytics.ts";
import type { Session } from "../../../src/sockets/connections/session.ts";

const NOON = Date.parse("2025-12-14T12:00:00Z");

const SESSION: Session = {
  userId: "c4n4ry",
  claims: { expiresAt: NOON + 60_000, issuedAt: null, vip: "unlimited" },
  access: { at: NOON + 90_000, error: "unauthorized" },
  subprotocol: "signals.v2",
  filter: { coinNames: ["c4n4ry"] },
  colo: "FRA",
  connectionId: "0b0ee2b8-6d65-4b2e-8d5d-9d7d4a3c1a55",
  connectedAt: NOON,
  lastSeenAt: NOON,
  catchUp: null,
  expiryWarned: false,
  pingedAt: null,
  closeAt: null,
};

const PUBLICATION = {
  source: "scanner",
  messages: 10,
  recipients: 4_000,
  duplicates: 2,
  queuedMessages: 3,
  flushMs: 12,
};

describe("a point", () => {
  it("of a publication has its sums", ({ expect }) => {
    expect(publishDataPoint(PUBLICATION)).toEqual({
      indexes: ["publication"],
      blobs: ["scanner"],
      doubles: [10, 4_000, 2, 3, 12],
    });
  });

  it("of the first publication since the hub woke says -1 for the push before", ({ expect }) => {
    expect(publishDataPoint({ ...PUBLICATION, flushMs: null }).doubles?.at(-1)).toBe(-1);
  });

  it("of a socket's end names the connection and not the user", ({ expect }) => {
    const point = disconnectDataPoint(SESSION, "unauthorized", 1_008, NOON + 90_500);

    expect(point).toEqual({
      indexes: ["socket_end"],
      blobs: ["unauthorized", "signals.v2", SESSION.connectionId],
      doubles: [90.5, 1_008],
    });
    expect(JSON.stringify(point)).not.toContain("c4n4ry");
  });

  it("of an end without a code, on a clock that was set back, has no negative number", ({
    expect,
  }) => {
    expect(disconnectDataPoint(SESSION, "failed", null, NOON - 5_000).doubles).toEqual([0, 0]);
  });
});

describe("the points", () => {
  it("are written one for each thing that happens", ({ expect }) => {
    const points: AnalyticsEngineDataPoint[] = [];
    const measurements = new Analytics({
      ANALYTICS: { writeDataPoint: (point) => void points.push(point ?? {}) },
    });

    measurements.recordPublish(PUBLICATION);
    measurements.recordDisconnect(SESSION, "client", 1_000, NOON);

    expect(points.map(({ indexes }) => indexes?.[0])).toEqual(["publication", "socket_end"]);
  });

  it("that the platform won't take end nothing", ({ expect }) => {
    const measurements = new Analytics({
      ANALYTICS: {
        writeDataPoint: () => {
          throw new Error("too many");
        },
      },
    });

    expect(() => measurements.recordPublish(PUBLICATION)).not.toThrow();
  });

  it("are none without the binding", ({ expect }) => {
    expect(() => new Analytics({}).recordPublish(PUBLICATION)).not.toThrow();
  });
});

describe("the counters", () => {
  it("go on from their text, with what was counted while it was written", ({ expect }) => {
    const before = new Counters();
    before.add("messages", 2);
    before.countFlush(3);
    before.observeFlush(7);
    const after = new Counters();

    after.restore(before.serializeAfter({ messages: 5, rows: 1, duplicates: 0 }));

    expect(before.get("messages")).toBe(2);
    expect(after.get("messages")).toBe(7);
    expect(after.get("rows")).toBe(1);
    expect(after.get("push_ms 10")).toBe(1);
    expect(after.get("push_ms sum")).toBe(7);
    expect(after.get("push_messages 5")).toBe(1);
  });

  it("begin at nothing with a log from before them", ({ expect }) => {
    const counters = new Counters();

    counters.restore("");

    expect(counters.get("publications")).toBe(0);
  });

  it.for([
    [0, "push_ms 1"],
    [1, "push_ms 1"],
    [2, "push_ms 2"],
    [3, "push_ms 5"],
    [5_000, "push_ms 5000"],
    [5_001, "push_ms more"],
  ] as const)("put %d ms under %s", ([ms, bucket], { expect }) => {
    const counters = new Counters();

    counters.observeFlush(ms);

    expect(counters.get(bucket)).toBe(1);
  });
});
