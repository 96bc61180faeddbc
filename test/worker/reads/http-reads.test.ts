// The HTTP reads of a VIP. The open signals, the log and the event stream.

import { evictDurableObject } from "cloudflare:test";
import { describe, it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import {
  freshHub,
  newSignal,
  operate,
  publish,
  signalUpdate,
  type TestHub,
} from "../../support/hub/test-hub.ts";

async function get(
  hub: TestHub,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const token = await vipToken();
  return hub.fetch(path, { headers: { Authorization: `Bearer ${token}`, ...headers } });
}

describe("GET /signals", () => {
  it("lists the open signals, the last changed first, digit for digit, in pages", async ({
    expect,
  }) => {
    const hub = freshHub();
    await publish(
      hub,
      newSignal({ id: "1", price: "0.00670000" }),
      newSignal({ id: "2" }),
      newSignal({ id: "3" }),
    );
    await publish(hub, signalUpdate("1", '{"n":12345678901234567890}'));

    const first = await get(hub, "/signals?limit=2");
    const text = await first.text();
    const page = JSON.parse(text) as { next: number; signals: { seq: number }[] };
    const second = await get(hub, `/signals?limit=2&page=${page.next}`);

    expect(text).toContain('"price":0.00670000,"n":12345678901234567890}');
    expect(page.signals.map(({ seq }) => seq)).toEqual([4, 3]);
    expect(await second.json()).toMatchObject({ seq: 4, signals: [{ seq: 2 }], next: null });
  });

  it("responds with 304 while nothing changed", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal());
    const first = await get(hub, "/signals");
    const etag = first.headers.get("ETag") ?? "";

    const same = await get(hub, "/signals", { "If-None-Match": etag });
    await publish(hub, signalUpdate("1", '{"spread":1}'));
    const other = await get(hub, "/signals", { "If-None-Match": etag });

    expect(etag).not.toBe("");
    expect(same.status).toBe(304);
    expect(other.status).toBe(200);
  });

  it("filters as a socket does", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1" }), newSignal({ id: "2", coin_name: '"BTC"' }));

    const page = await get(hub, "/signals?coin_name=BTC");

    expect(await page.json()).toMatchObject({ signals: [{ seq: 2 }], next: null });
  });
});

describe("GET /signals/log", () => {
  it("reads on from a cursor, and says when it can't", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1" }), newSignal({ id: "2" }), newSignal({ id: "3" }));
    const { epoch } = await hub.stub.stats();
    await evictDurableObject(hub.stub);

    const first = await get(hub, `/signals/log?since=${epoch}:0&limit=2`);
    const rest = await get(hub, `/signals/log?since=${epoch}:2`);
    const ahead = await get(hub, `/signals/log?since=${epoch}:4`);
    const other = await get(hub, "/signals/log?since=zz:0");

    expect(await first.json()).toMatchObject({
      seq: 2,
      messages: [{ seq: 1 }, { seq: 2 }],
      more: true,
      recovered: true,
    });
    expect(await rest.json()).toMatchObject({ seq: 3, messages: [{ seq: 3 }], more: false });
    expect(await ahead.json()).toEqual({
      epoch,
      seq: 3,
      messages: [],
      more: false,
      recovered: false,
      reason: "ahead",
    });
    expect(await other.json()).toMatchObject({ recovered: false, reason: "epoch_changed" });
  });
});

describe("GET /internal/log", () => {
  it("begins at the end of the log, and reads on from there", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1" }));

    const head = await operate(hub, "GET", "/log");
    const { epoch, seq } = await head.clone().json<{ epoch: string; seq: number }>();
    await publish(hub, newSignal({ id: "2", price: "0.00670000" }), newSignal({ id: "3" }));
    await evictDurableObject(hub.stub);
    const next = await operate(hub, "GET", `/log?since=${epoch}:${seq}&limit=1`);
    const rest = await operate(hub, "GET", `/log?since=${epoch}:2`);

    const page = { epoch, more: false, recovered: true };
    expect(await head.json()).toEqual({ ...page, seq: 1, messages: [] });
    const text = await next.text();
    expect(text).toContain('"price":0.00670000');
    expect(JSON.parse(text)).toMatchObject({ ...page, seq: 2, messages: [{ seq: 2 }], more: true });
    expect(await rest.json()).toMatchObject({ ...page, seq: 3, messages: [{ seq: 3 }] });
  });

  it("reports another epoch, and the fault of a bad query", async ({ expect }) => {
    const hub = freshHub();

    const other = await operate(hub, "GET", "/log?since=zz:0");
    const wrong = await operate(hub, "GET", "/log?since=1");
    const none = await operate(hub, "GET", "/log?limit=0");

    expect(await other.json()).toMatchObject({ recovered: false, reason: "epoch_changed" });
    for (const response of [wrong, none]) {
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: "query_invalid" });
    }
  });

  it("rejects a VIP's token", async ({ expect }) => {
    expect((await get(freshHub(), "/internal/log")).status).toBe(401);
  });
});

describe("GET /sse/signals", () => {
  it("is the v2 feed, and Last-Event-ID resumes it", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1", price: "0.00670000" }));
    const { epoch } = await hub.stub.stats();

    const stream = await get(hub, "/sse/signals");
    const events = new Events(stream);
    expect(await events.next()).toMatch(/^data: \{"type":"connected",.*"seq":1,"recovered":false/);
    expect(await events.next()).toMatch(/^data: \{"type":"snapshot".*"price":0\.00670000/);
    expect(await events.next()).toBe(`id: ${epoch}:1\ndata: {"type":"live","seq":1}`);
    await evictDurableObject(hub.stub);
    await publish(hub, newSignal({ id: "2" }), newSignal({ id: "3" }));
    expect(await events.next()).toMatch(
      new RegExp(`^id: ${epoch}:2\ndata: \\{"type":"new_signal"`),
    );
    expect(await events.next()).toMatch(new RegExp(`^id: ${epoch}:3\n`));
    await events.cancel();

    const again = new Events(await get(hub, "/sse/signals", { "Last-Event-ID": `${epoch}:2` }));
    expect(await again.next()).toMatch(/"recovered":true/);
    expect(await again.next()).toMatch(new RegExp(`^id: ${epoch}:3\n`));
    await operate(hub, "DELETE", "/members/123");
    expect(await again.next()).toMatch(/"live"/);
    expect(await again.next()).toBe(
      'event: close\ndata: {"code":1008,"reason":"VIP subscription required"}',
    );
    expect(await again.next()).toBeNull();
  });
});

describe("every read endpoint", () => {
  it.for(["/signals", "/signals/log?since=a:0", "/sse/signals"])(
    "rejects a caller without VIP: %s",
    async (path, { expect }) => {
      const hub = freshHub();
      const plain = await vipToken({ vip: false });

      const nobody = await hub.fetch(path);
      const notVip = await hub.fetch(path, { headers: { Authorization: `Bearer ${plain}` } });

      expect(nobody.status).toBe(401);
      expect(notVip.status).toBe(403);
      expect(await notVip.json()).toMatchObject({ code: "vip_required" });
    },
  );

  it.for([
    "/signals?limit=0",
    "/signals?limit=1001",
    "/signals?limit=ten",
    "/signals?page=-1",
    "/signals?min_spread=much",
    "/signals/log",
    "/signals/log?since=1",
    "/sse/signals?since=1",
  ])("reports the fault of a bad query: %s", async (path, { expect }) => {
    const response = await get(freshHub(), path);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "query_invalid" });
  });

  it("is readable by pages of allowed origins only", async ({ expect }) => {
    const hub = freshHub({ ALLOWED_ORIGINS: "https://app.example" });

    const allowed = await get(hub, "/signals", { Origin: "https://app.example" });
    const other = await get(hub, "/signals", { Origin: "https://evil.example" });
    const preflight = await hub.fetch("/signals", {
      method: "OPTIONS",
      headers: { Origin: "https://app.example", "Access-Control-Request-Method": "GET" },
    });

    expect(allowed.headers.get("Access-Control-Allow-Origin")).toBe("https://app.example");
    expect(other.status).toBe(403);
    expect(other.headers.get("Access-Control-Allow-Origin")).toBeNull();
    expect(preflight.status).toBe(204);
  });
});

/** The events of a stream, one at a time, then `null`. */
class Events {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  constructor(response: Response) {
    if (response.body === null) throw new Error("no stream");
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  async next(): Promise<string | null> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end !== -1) {
        const event = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return event;
      }
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#text += value;
    }
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}
