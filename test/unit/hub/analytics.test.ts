// The points for Analytics Engine, one a publish and one a socket's end, and the hub's counters.

import { describe, it } from "vitest";
import { Counters } from "../../../src/hub/telemetry/counters.ts";
import {
  disconnectDataPoint,
  Analytics,
  publishDataPoint,
  type DisconnectPoint,
} from "../../../src/hub/telemetry/analytics.ts";

const DISCONNECT: DisconnectPoint = {
  reason: "unauthorized",
  subprotocol: "signals.v2",
  connectionId: "0b0ee2b8-6d65-4b2e-8d5d-9d7d4a3c1a55",
  seconds: 90.5,
  code: 1_008,
};

const PUBLISH = {
  source: "scanner",
  messages: 10,
  recipients: 4_000,
  duplicates: 2,
  queuedMessages: 3,
  flushMs: 12,
};

describe("a point", () => {
  it("of a publish has its sums", ({ expect }) => {
    expect(publishDataPoint(PUBLISH)).toEqual({
      indexes: ["publication"],
      blobs: ["scanner"],
      doubles: [10, 4_000, 2, 3, 12],
    });
  });

  it("of the first publish since the hub started has -1 for the flush before", ({ expect }) => {
    expect(publishDataPoint({ ...PUBLISH, flushMs: null }).doubles?.at(-1)).toBe(-1);
  });

  it("of a socket's end has the connection's id", ({ expect }) => {
    expect(disconnectDataPoint(DISCONNECT)).toEqual({
      indexes: ["socket_end"],
      blobs: ["unauthorized", "signals.v2", DISCONNECT.connectionId],
      doubles: [90.5, 1_008],
    });
  });

  it("of an end without a code has 0 in its place", ({ expect }) => {
    expect(disconnectDataPoint({ ...DISCONNECT, code: null }).doubles).toEqual([90.5, 0]);
  });
});

describe("the points", () => {
  it("are written one for each event", ({ expect }) => {
    const points: AnalyticsEngineDataPoint[] = [];
    const analytics = new Analytics({
      ANALYTICS: { writeDataPoint: (point) => void points.push(point ?? {}) },
    });

    analytics.recordPublish(PUBLISH);
    analytics.recordDisconnect(DISCONNECT);

    expect(points.map(({ indexes }) => indexes?.[0])).toEqual(["publication", "socket_end"]);
  });

  it("stop nothing where the platform refuses them", ({ expect }) => {
    const analytics = new Analytics({
      ANALYTICS: {
        writeDataPoint: () => {
          throw new Error("too many");
        },
      },
    });

    expect(() => analytics.recordPublish(PUBLISH)).not.toThrow();
  });

  it("are none without the binding", ({ expect }) => {
    expect(() => new Analytics({}).recordPublish(PUBLISH)).not.toThrow();
  });
});

describe("the counters", () => {
  it("continue from their text, with the counts that were added to it", ({ expect }) => {
    const before = new Counters();
    before.add("messages", 2);
    before.countFlush(3);
    before.observeFlush(7);
    const after = new Counters();

    after.restore(before.serializeAfter({ messages: 5, rows: 1, duplicates: 0 }));

    expect(before.get("messages")).toBe(2);
    expect(after.get("messages")).toBe(7);
    expect(after.get("rows")).toBe(1);
    expect(after.get("flush_ms 10")).toBe(1);
    expect(after.get("flush_ms sum")).toBe(7);
    expect(after.get("flush_messages 5")).toBe(1);
  });

  it("begin at 0 with a log without counters", ({ expect }) => {
    const counters = new Counters();

    counters.restore("");

    expect(counters.get("publications")).toBe(0);
  });

  it.for([
    [0, "flush_ms 1"],
    [1, "flush_ms 1"],
    [2, "flush_ms 2"],
    [3, "flush_ms 5"],
    [5_000, "flush_ms 5000"],
    [5_001, "flush_ms more"],
  ] as const)("put %d ms under %s", ([ms, bucket], { expect }) => {
    const counters = new Counters();

    counters.observeFlush(ms);

    expect(counters.get(bucket)).toBe(1);
  });
});
