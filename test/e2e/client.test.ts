// The client package over real sockets, against the running service.

import { afterAll, afterEach, beforeAll, describe, it } from "vitest";
import {
  SignalClient,
  type Platform,
  type SignalClientOptions,
  type TokenReason,
} from "../../src/client/index.ts";
import { thisPlatform } from "../../src/client/platform/platform.ts";
import { nowSeconds } from "../support/auth/access-tokens.ts";
import { EventRecorder } from "../support/client/event-recorder.ts";
import { LiveServer } from "../support/live/live-server.ts";

let server: LiveServer;
let clients: SignalClient[] = [];
let ids = 0;

beforeAll(async () => {
  server = await LiveServer.start();
});
afterEach(() => {
  for (const client of clients) client.close();
  clients = [];
});
afterAll(() => server.dispose());

function connect(options: Partial<SignalClientOptions> = {}): EventRecorder {
  const url = server.url("");
  const client = new SignalClient({ url, token: () => server.token(), ...options });
  clients.push(client);
  const recorder = new EventRecorder(client);
  client.connect();
  return recorder;
}

/** Publishes a signal with a new id, and resolves with the id once the service has answered. */
async function publish(more = "", type = "funding_rate"): Promise<number> {
  ids += 1;
  const data = `{"id":${ids}${more}}`;
  const response = await server.post(
    `{"type":"new_signal","signal_type":"${type}","data":${data}}`,
  );
  if (!response.ok) throw new Error(`the service responded with ${response.status}`);
  return ids;
}

/** Publishes until the service answers. A restarted service recognizes a signal it already has. */
async function publishUntilAccepted(): Promise<number> {
  ids += 1;
  const body = `{"type":"new_signal","signal_type":"funding_rate","data":{"id":${ids}}}`;
  for (;;) {
    const response = await server.post(body).catch(() => undefined);
    if (response?.ok) return ids;
  }
}

/** A platform behind a proxy that blocks WebSockets. */
function withoutSockets(): Platform {
  class Blocked {
    send = () => undefined;
    close = () => undefined;
    addEventListener(type: string, listener: (event: never) => void): void {
      const event = { code: 1006, reason: "" } as never; // SAFETY: the fields of a close event.
      if (type === "close") queueMicrotask(() => listener(event));
    }
  }
  return { ...thisPlatform(), WebSocket: Blocked };
}

describe("a client of a live service", () => {
  it("gets the open signals, new ones and changes, digit for digit", async ({ expect }) => {
    const id = await publish(`,"spread":0.00670000,"big":12345678901234567890`);
    const recorder = connect();
    await recorder.untilStatus("live");

    expect(recorder.client.signal(id)?.raw).toMatchObject({
      spread: "0.00670000",
      big: "12345678901234567890",
    });
    const update = `{"type":"signal_update","signal_type":"funding_rate","signal_id":${id},"data":{"spread":9.120}}`;
    await server.post(update);
    await recorder.untilMessages(1);

    expect(recorder.messages[0]).toMatchObject({ type: "signal_update", replayed: false });
    expect(recorder.client.signal(id)).toMatchObject({
      data: { spread: 9.12 },
      raw: { spread: "9.120", big: "12345678901234567890" },
    });
  });

  it("delivers each message once while the service is killed again and again", async ({
    expect,
  }) => {
    const recorder = connect();
    await recorder.untilStatus("live");
    const first = ids + 1;

    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 20; n += 1) await publishUntilAccepted();
      await server.kill();
      await recorder.until(({ client }) => client.connection.status !== "live");
      await server.start();
      await publishUntilAccepted();
    }
    await recorder.untilMessages(63);

    expect(recorder.messages.map(({ signal_id }) => signal_id)).toEqual(
      Array.from({ length: 63 }, (_, index) => first + index),
    );
    expect(recorder.gaps).toEqual([]);
  });

  it("renews its token on the open socket", async ({ expect }) => {
    const reasons: TokenReason[] = [];
    const renewed = Promise.withResolvers<void>();
    // The notice comes a minute before access ends, so at once with this token.
    const token = (reason: TokenReason) => {
      reasons.push(reason);
      if (reason === "expiring") renewed.resolve();
      return server.token(reason === "connect" ? { exp: nowSeconds() + 20 } : {});
    };
    const recorder = connect({ token });
    await renewed.promise;
    await recorder.untilStatus("live");
    await publish();
    await recorder.untilMessages(1);

    expect(reasons).toEqual(["connect", "expiring"]);
    expect(recorder.connections.map(({ status }) => status)).toEqual([
      "connecting",
      "catching-up",
      "live",
    ]);
    expect(recorder.errors).toEqual([]);
  });

  it("requests one more token, and stops when that is rejected too", async ({ expect }) => {
    const reasons: TokenReason[] = [];
    const token = (reason: TokenReason) => {
      reasons.push(reason);
      return server.token({ exp: nowSeconds() - 60 });
    };

    const recorder = connect({ token });
    await recorder.untilStatus("stopped");

    expect(reasons).toEqual(["connect", "refused"]);
    expect(recorder.client.connection).toEqual({ status: "stopped", reason: "unauthorized" });
  });

  it("stops when VIP ends", async ({ expect }) => {
    const recorder = connect({ token: () => server.token({ sub: "21" }) });
    await recorder.untilStatus("live");

    await server.operate("DELETE", "/members/21");
    await recorder.untilStatus("stopped");

    expect(recorder.client.connection).toEqual({ status: "stopped", reason: "vip_required" });
  });

  it("reconnects before a deploy, and misses nothing", async ({ expect }) => {
    const recorder = connect();
    await recorder.untilStatus("live");
    const before = await publish();

    await server.operate("POST", "/drain", { over_ms: 0 });
    await recorder.until(
      ({ connections }) => connections.filter(({ status }) => status === "live").length > 1,
    );
    const after = await publish();
    await recorder.untilMessages(2);

    expect(recorder.messages.map(({ signal_id }) => signal_id)).toEqual([before, after]);
    expect(recorder.connections.map(({ status }) => status)).not.toContain("waiting");
  });

  it("gets the matches of its filter, also after the filter changed", async ({ expect }) => {
    const recorder = connect({ filter: { signal_type: ["mexc_dex"] } });
    await recorder.untilStatus("live");
    await publish("", "funding_rate");
    const wanted = await publish("", "mexc_dex");
    await recorder.untilMessages(1);
    recorder.client.setFilter({ min_spread: 0.0000001 });
    await recorder.untilStatus("catching-up");
    await recorder.untilStatus("live");
    const spread = await publish(`,"spread":-1`);
    await recorder.untilMessages(2);

    expect(recorder.messages.map(({ signal_id }) => signal_id)).toEqual([wanted, spread]);
    expect(recorder.gaps).toEqual([]);
    expect(recorder.errors).toEqual([]);
  });
});

describe("where sockets are blocked, a client", () => {
  it("gets the feed by server-sent events", async ({ expect }) => {
    const recorder = connect({ platform: withoutSockets() });
    await recorder.untilStatus("live");
    const id = await publish(`,"spread":1.50`);
    await recorder.untilMessages(1);

    expect(recorder.client.connection).toMatchObject({ status: "live", transport: "stream" });
    expect(recorder.messages).toMatchObject([{ signal_id: id, raw: { spread: "1.50" } }]);
  });

  it("changes its filter with another stream", async ({ expect }) => {
    const recorder = connect({ platform: withoutSockets() });
    await recorder.untilStatus("live");

    recorder.client.setFilter({ signal_type: ["mexc_dex"] });
    await recorder.until(
      ({ connections }) => connections.filter(({ status }) => status === "live").length > 1,
    );
    await publish("", "funding_rate");
    const wanted = await publish("", "mexc_dex");
    await recorder.untilMessages(1);

    expect(recorder.messages.map(({ signal_id }) => signal_id)).toEqual([wanted]);
  });

  it("stops at a final rejection", async ({ expect }) => {
    const token = () => server.token({ vip: false, sub: "22" });

    const recorder = connect({ platform: withoutSockets(), token });
    await recorder.untilStatus("stopped");

    expect(recorder.client.connection).toEqual({ status: "stopped", reason: "vip_required" });
  });
});
