// The log lines and Analytics Engine points of a hub.

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, it, vi } from "vitest";
import { SignalHub } from "../../../src/hub/signal-hub.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { json } from "../../support/json/checked-json.ts";
import { releaseClock, setClock, stopClock } from "../../support/hub/clock.ts";
import { freshHub, newSignal, operate, publish } from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

afterEach(() => {
  vi.restoreAllMocks();
  releaseClock();
});

interface Event {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** The events of this name from now on. */
function recordEvents(name: string): readonly Event[] {
  const events: Event[] = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => {
    const event = JSON.parse(line) as Event;
    if (event.event === name) events.push(event);
  });
  return events;
}

describe("source.changed", () => {
  it("is one line for each change, and none without one", async ({ expect }) => {
    const now = stopClock(1_000) * 1_000;
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1" }));
    await operate(hub, "PUT", "/sources/scanner", { expected_every_s: 60 });
    const events = recordEvents("source.changed");

    for (const after of [59_999, 60_000, 60_001, 180_000, 190_000]) {
      setClock(now + after);
      await runDurableObjectAlarm(hub.stub);
    }
    await publish(hub, newSignal({ id: "2" }));

    expect(events).toEqual(
      ["late", "down", "live"].map((state) => ({
        event: "source.changed",
        source: "scanner",
        state,
      })),
    );
  });
});

describe("socket.disconnected", () => {
  it("is one line a socket, with who ended it, and never the user", async ({ expect }) => {
    const hub = freshHub();
    const leaving = await TestSocket.connect(hub, "", await vipToken({ sub: "c4n4ry" }));
    const revoked = await TestSocket.openV2(hub, "", await vipToken({ sub: "c4n4ry" }));
    const { connection_id: connection } = await revoked.read();
    const events = recordEvents("socket.disconnected");

    leaving.close(3_000);
    await leaving.closed;
    await operate(hub, "DELETE", "/members/c4n4ry");
    await revoked.closed;

    expect(events).toMatchObject([
      { reason: "client", code: 3_000, subprotocol: "signals.v1" },
      { reason: "vip_required", code: 1_008, subprotocol: "signals.v2", connection },
    ]);
    expect(JSON.stringify(events)).not.toContain("c4n4ry");
  });

  it("is logged once, also where the hub was evicted after it ended the socket", async ({
    expect,
  }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    const events = recordEvents("socket.disconnected");

    await operate(hub, "POST", "/members/123/disconnect", {});
    await evictDurableObject(hub.stub);
    await socket.closed;
    await hub.stub.stats();

    expect(events).toMatchObject([{ reason: "unauthorized" }]);
  });
});

it("a hub with the binding writes one point for each publish request, of sums alone", async ({
  expect,
}) => {
  const hub = freshHub();
  const points: AnalyticsEngineDataPoint[] = [];
  const ANALYTICS = { writeDataPoint: (point = {}) => void points.push(point) };
  const message = {
    type: "new_signal",
    signalType: "mexc_dex",
    id: json("1"),
    data: json('{"id":1,"coin_name":"c4n4ry"}'),
    expiresAt: null,
  } as const;
  const request = { source: "scanner", idempotencyKey: null };

  await runInDurableObject(hub.stub, (_, ctx) => {
    const measured = new SignalHub(ctx, { ...env, ANALYTICS });
    measured.publish([message], request);
    measured.publish([message], request);
    measured.publish([], request);
  });

  expect(points).toEqual([
    { indexes: ["publication"], blobs: ["scanner"], doubles: [1, 0, 0, 0, -1] },
    { indexes: ["publication"], blobs: ["scanner"], doubles: [0, 0, 1, 0, -1] },
  ]);
});
