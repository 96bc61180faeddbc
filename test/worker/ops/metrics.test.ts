// GET /metrics, read by a third-party parser. Its values are right after a scenario, and its names fit the dashboard.

import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import parsePrometheusTextFormat, { type ParsedMetric } from "parse-prometheus-text-format";
import { afterEach, describe, it } from "vitest";
import dashboard from "../../../docs/grafana-dashboard.json";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { releaseClock, setClock, stopClock } from "../../support/hub/clock.ts";
import { attemptUpgrade } from "../../support/hub/upgrade.ts";
import { KEY, read, scrape } from "../../support/hub/scrape.ts";
import { freshHub, newSignal, operate, post, publish } from "../../support/hub/test-hub.ts";
import { OPERATOR_KEY, PRODUCER_KEY } from "../../support/test-settings.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

afterEach(releaseClock);

function parsed(text: string): readonly ParsedMetric[] {
  return parsePrometheusTextFormat(text);
}

describe("the endpoint", () => {
  it("responds in Prometheus's text format, uncached", async ({ expect }) => {
    const response = await freshHub().fetch("/metrics", { headers: KEY });

    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
  });

  it.for([{}, { Authorization: `Bearer ${PRODUCER_KEY}` }, { Authorization: "Bearer c4n4ry" }])(
    "accepts an operator's key alone: %j",
    async (headers, { expect }) => {
      const response = await freshHub().fetch("/metrics", { headers });

      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: "unauthorized" });
    },
  );
});

describe("the names", () => {
  it("have the service's prefix and a help text, and counters end with _total", async ({
    expect,
  }) => {
    const metrics = parsed(await scrape(freshHub()));

    expect(metrics.length).toBeGreaterThan(20);
    for (const { name, help, type } of metrics) {
      expect(name).toMatch(/^signal_hub_[a-z_]+$/);
      expect(help).toMatch(/^[A-Z0-9].+\.$/);
      expect([name, name.endsWith("_total")]).toEqual([name, type === "COUNTER"]);
    }
  });

  it("are those of the dashboard", async ({ expect }) => {
    const hub = freshHub();
    await operate(hub, "PUT", "/sources/scanner", { expected_every_s: 60 });
    await publish(hub, newSignal());
    const given = parsed(await scrape(hub)).map(({ name }) => name);

    const queried = JSON.stringify(dashboard)
      .match(/signal_hub_[a-z_]+/g)
      ?.map((name) => name.replace(/_(bucket|sum|count)$/, ""));

    expect(new Set(queried)).toEqual(new Set(given));
  });
});

describe("the counters", () => {
  it("match the scenario, and continue after a sleep", async ({ expect }) => {
    const hub = freshHub();
    const v1 = await TestSocket.connect(hub);
    const v2 = await TestSocket.openV2(hub, "", await vipToken({ sub: "456" }));
    await v2.readTo("live");
    await publish(hub, newSignal({ id: "1" }), newSignal({ id: "2" }));
    await publish(hub, newSignal({ id: "1" }), newSignal({ id: "3" }));

    expect(await read(hub)).toMatchObject({
      'sockets{subprotocol="signals.v1"}': 1,
      'sockets{subprotocol="signals.v2"}': 1,
      users: 2,
      sockets_catching_up: 0,
      queued_messages: 0,
      open_signals: 3,
      log_newest_seq: 3,
      log_oldest_seq: 1,
      publications_total: 2,
      messages_total: 3,
      duplicates_total: 1,
      deliveries_total: 6,
      'sockets_connected_total{subprotocol="signals.v1"}': 1,
      'sockets_connected_total{subprotocol="signals.v2"}': 1,
      'requests_total{kind="fetch"}': 2,
      flush_messages_sum: 3,
      flush_messages_count: 2,
    });
    // The duration is measured when the runtime has begun its next task.
    while ((await read(hub))["flush_duration_seconds_count"] !== 2) await scheduler.wait(1);

    await evictDurableObject(hub.stub);
    await publish(hub, newSignal({ id: "4" }));
    await evictDurableObject(hub.stub);

    expect(await read(hub)).toMatchObject({
      publications_total: 3,
      messages_total: 4,
      duplicates_total: 1,
      deliveries_total: 8,
      'sockets_connected_total{subprotocol="signals.v1"}': 1,
      'requests_total{kind="fetch"}': 2,
      'sockets{subprotocol="signals.v2"}': 1,
    });
    expect(await v1.drain()).toHaveLength(4);
  });

  it("lose the events after the last publish request, and no more", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1" }));
    await publish(hub, newSignal({ id: "2" }));
    const socket = await TestSocket.connect(hub);
    expect(await read(hub)).toMatchObject({
      'sockets_connected_total{subprotocol="signals.v1"}': 1,
    });

    await evictDurableObject(hub.stub);

    expect(await read(hub)).toMatchObject({
      publications_total: 2,
      'sockets_connected_total{subprotocol="signals.v1"}': 0,
      'sockets{subprotocol="signals.v1"}': 1,
    });
    socket.close(1_000);
  });

  it("count no publish request that could not be stored", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1" }));

    const rejected = await post(hub, newSignal({ id: "1", spread: "9" }));

    expect(rejected.status).toBe(409);
    expect(await read(hub)).toMatchObject({
      publications_total: 1,
      messages_total: 1,
      'rejections_total{code="signal_exists"}': 1,
    });
  });

  it("count a wake-up", async ({ expect }) => {
    const hub = freshHub();
    const { starts_total: before = 0 } = await read(hub);
    await evictDurableObject(hub.stub);

    expect(await read(hub)).toMatchObject({ starts_total: before + 1 });
  });
});

describe("closed sockets", () => {
  it("are counted once, by who closed them", async ({ expect }) => {
    const hub = freshHub();
    const revoked = await TestSocket.connect(hub, "", await vipToken({ sub: "1" }));
    const binary = await TestSocket.connect(hub, "", await vipToken({ sub: "2" }));
    const leaving = await TestSocket.connect(hub, "", await vipToken({ sub: "3" }));
    await operate(hub, "DELETE", "/members/1");
    binary.send(new ArrayBuffer(1));
    leaving.close(1_000);
    await Promise.all([revoked.closed, binary.closed, leaving.closed]);

    expect(await read(hub)).toMatchObject({
      'sockets_disconnected_total{reason="vip_required"}': 1,
      'sockets_disconnected_total{reason="binary_frame"}': 1,
      'sockets_disconnected_total{reason="client"}': 1,
      'sockets_disconnected_total{reason="failed"}': 0,
      'requests_total{kind="frame"}': 1,
      users: 0,
    });
  });

  it("are counted where their close is what wakes the hub", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    await evictDurableObject(hub.stub);

    socket.close(1_000);
    await socket.closed;

    expect(await read(hub)).toMatchObject({ 'sockets_disconnected_total{reason="client"}': 1 });
  });
});

it("a source has its state and the seconds since its last request", async ({ expect }) => {
  const now = stopClock(1_000) * 1_000;
  const hub = freshHub();
  await operate(hub, "PUT", "/sources/scanner", { expected_every_s: 60 });
  await publish(hub, newSignal());
  setClock(now + 90_000);
  await runDurableObjectAlarm(hub.stub);

  expect(await read(hub)).toMatchObject({
    'source_silent_seconds{source="scanner"}': 90,
    'source_state{source="scanner",state="live"}': 0,
    'source_state{source="scanner",state="late"}': 1,
    'source_state{source="scanner",state="down"}': 0,
  });
});

it("no user, token or payload is in the metrics", async ({ expect }) => {
  const hub = freshHub();
  const token = await vipToken({ sub: "c4n4ry" });
  const socket = await TestSocket.connect(hub, "coin_name=C4N4RY", token);
  await publish(hub, newSignal({ id: '"c4n4ry"', coin_name: '"C4N4RY"' }));
  await attemptUpgrade(hub, { token: await vipToken({ sub: "c4n4ry", vip: false }) });
  socket.send("c4n4ry");
  await socket.drain();

  const text = (await scrape(hub)).toLowerCase();

  expect(text).toContain('rejections_total{code="frame_malformed"} 1');
  expect(text).toContain('rejections_total{code="vip_required"} 1');
  for (const secret of ["c4n4ry", token, OPERATOR_KEY, PRODUCER_KEY]) {
    expect(text).not.toContain(secret.toLowerCase());
  }
});
