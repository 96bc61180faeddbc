// Bad bodies of publish requests. Each gets its own error, and nothing is stored.

import { describe, it } from "vitest";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { ERRORS, type HttpErrorCode } from "../../../src/errors.ts";
import {
  freshHub,
  newSignal,
  publish,
  signalUpdate,
  type TestHub,
} from "../../support/hub/test-hub.ts";
import { PRODUCER_KEY } from "../../support/test-settings.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

/** Part of every bad body, and of no response. */
const CANARY = "c4n4ry";

interface Bad {
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
}

describe("media type", () => {
  it.for<[string, Bad["headers"]]>([
    ["missing", { "Content-Type": undefined }],
    ["empty", { "Content-Type": "" }],
    ["text", { "Content-Type": "text/plain" }],
    ["a form", { "Content-Type": "application/x-www-form-urlencoded" }],
    ["JSON of another kind", { "Content-Type": "application/json5" }],
    ["another charset", { "Content-Type": "application/json; charset=latin1" }],
    ["two charsets", { "Content-Type": "application/json; charset=utf-8; charset=latin1" }],
    ["an invented one", { "Content-Type": `application/${CANARY}` }],
    ["gzip", { "Content-Encoding": "gzip" }],
    ["gzip over identity", { "Content-Encoding": "identity, gzip" }],
  ])("%s is rejected", async ([, headers], { expect }) => {
    expect(await rejectionOf({ body: marked(), headers })).toEqual(row("media_type"));
  });

  it.for<[string, Record<string, string>]>([
    ["utf-8", { "Content-Type": "application/json; charset=utf-8" }],
    ["UTF-8 in quotes", { "Content-Type": 'Application/JSON;charset="UTF-8"' }],
    ["identity", { "Content-Encoding": "identity" }],
  ])("%s is accepted", async ([, headers], { expect }) => {
    const response = await send(freshHub(), { body: newSignal(), headers });

    expect(response.status).toBe(200);
  });
});

describe("a malformed body", () => {
  it.for<[string, BodyInit]>([
    ["bad UTF-8", bytes(`{"${CANARY}":"`, [0xff], '"}')],
    ["UTF-8 cut short", bytes(`{"${CANARY}":"`, [0xe2, 0x82], '"}')],
    ["an encoded surrogate", bytes(`{"${CANARY}":"`, [0xed, 0xa0, 0x80], '"}')],
    ["UTF-16", bytes(Array.from(marked(), (char) => [char.charCodeAt(0), 0]).flat())],
    ["white space", " \n"],
    ["no JSON", CANARY],
    ["two values", `${marked()}${marked()}`],
    ["one message a line", `${marked()}\n${marked()}`],
    ["a trailing comma", `[${marked()},]`],
    ["NaN", marked({ spread: "NaN" })],
    ["a key twice", marked({ x: '1,"x":2' })],
    ["a key twice, once escaped", marked({ x: '1,"\\u0078":2' })],
    ["__proto__", marked({ x: `{"__proto__":{"${CANARY}":1}}` })],
    ["1e400", marked({ spread: "1e400" })],
    ["half of a surrogate pair", marked({ x: '"\\ud800"' })],
    ["a null character", marked({ x: '"\\u0000"' })],
    ["depth 9", marked({ x: `${"[".repeat(7)}"${CANARY}"${"]".repeat(7)}` })],
    ["500,000 brackets", `"${CANARY}"`.padStart(500_000, "[")],
  ])("%s is rejected", async ([, body], { expect }) => {
    expect(await rejectionOf({ body })).toEqual(row("body_malformed"));
  });

  it("depth 8 is accepted, and so is a byte order mark", async ({ expect }) => {
    const hub = freshHub();
    const deep = newSignal({ x: `${"[".repeat(6)}0${"]".repeat(6)}` });

    expect((await send(hub, { body: deep })).status).toBe(200);
    expect((await send(hub, { body: `\ufeff${newSignal({ id: "2" })}` })).status).toBe(200);
  });
});

describe("a body too big", () => {
  const tooBig = marked().padEnd(LIMITS.publishBytes + 1);

  it.for<[string, () => Bad]>([
    [
      "with its length in a header",
      () => ({ body: tooBig, headers: { "Content-Length": String(tooBig.length) } }),
    ],
    ["without a length", () => ({ body: tooBig })],
    ["in chunks", () => ({ body: chunked(tooBig) })],
    ["in chunks without end", () => ({ body: endless() })],
    ["in characters of three bytes", () => ({ body: marked({ x: `"${"₿".repeat(350_000)}"` }) })],
  ])("%s is rejected", async ([, bad], { expect }) => {
    expect(await rejectionOf(bad())).toEqual(row("body_too_big"));
  });

  it("1 MiB to the byte is accepted", async ({ expect }) => {
    const hub = freshHub();
    const whole = newSignal().padEnd(LIMITS.publishBytes);

    expect((await send(hub, { body: whole })).status).toBe(200);
    expect((await send(hub, { body: chunked(whole) })).status).toBe(200);
  });
});

describe("a batch", () => {
  it("of 1,001 messages is rejected, of 1,000 accepted", async ({ expect }) => {
    const hub = freshHub();
    const messages = Array.from({ length: 1_001 }, (_, id) => newSignal({ id: String(id) }));

    const rejected = await send(hub, { body: `[${messages.join()}]` });
    expect(await rejected.json()).toMatchObject({
      code: "body_invalid",
      errors: [{ index: 1_000, path: "", reason: "the body has more than 1000 messages" }],
    });
    expect(await hub.stub.stats()).toMatchObject({ seq: 0, signals: 0 });

    expect(await publish(hub, ...messages.slice(1))).toMatchObject({ seq: 1_000 });
  });

  it("of none stores nothing", async ({ expect }) => {
    const response = await send(freshHub(), { body: "[]" });

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ seq: 0, results: [] });
  });

  it("with bad items among good ones names each bad one, and none is sent", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    const items = [
      newSignal({ id: "1" }),
      newSignal({ id: "1.5" }),
      "null",
      newSignal({ id: "2" }),
      newSignal().replace("mexc_spot_futures", CANARY),
      signalUpdate("3", '{"id":4}'),
    ];

    const response = await send(hub, { body: `[${items.join()}]` });

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      errors: [
        { index: 1, path: "/data/id" },
        { index: 2, path: "" },
        { index: 4, path: "/signal_type" },
        { index: 5, path: "/data/id" },
      ],
    });
    expect(await hub.stub.stats()).toMatchObject({ seq: 0, signals: 0 });
    expect(await socket.drain()).toEqual([]);
  });

  it("with one signal that exists with other data is rejected whole", async ({ expect }) => {
    const hub = freshHub();
    await publish(hub, newSignal({ id: "1" }));
    const items = [newSignal({ id: "2" }), newSignal({ id: "1", x: `"${CANARY}"` })];

    const response = await send(hub, { body: `[${items.join()}]` });

    const text = await response.text();
    expect(response.status).toBe(409);
    expect(JSON.parse(text)).toMatchObject({
      code: "signal_exists",
      errors: [{ index: 1, path: "", reason: "the signal exists with other data" }],
    });
    expect(text).not.toContain(CANARY);
    expect(await hub.stub.stats()).toMatchObject({ seq: 1, signals: 1 });
  });
});

/** Sends the bad body, checks that the endpoint still works, and returns the response. */
async function rejectionOf(bad: Bad): Promise<unknown> {
  const hub = freshHub();
  const response = await send(hub, bad);
  const text = await response.text();
  const { seq, signals } = await hub.stub.stats();
  await publish(hub, newSignal());
  const { code, errors } = JSON.parse(text) as { code?: unknown; errors?: unknown };
  return {
    status: response.status,
    type: response.headers.get("Content-Type"),
    code,
    ...(errors !== undefined && { errors }),
    repeats: text.includes(CANARY),
    stored: seq + signals,
  };
}

function row(code: HttpErrorCode): unknown {
  const type = "application/problem+json";
  return { status: ERRORS[code].http, type, code, repeats: false, stored: 0 };
}

async function send(hub: TestHub, { body, headers }: Bad): Promise<Response> {
  const all = new Headers({
    Authorization: `Bearer ${PRODUCER_KEY}`,
    "Content-Type": "application/json",
  });
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value === undefined) all.delete(name);
    else all.set(name, value);
  }
  // As bytes, so no media type is added where none is given.
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return hub.fetch("/internal/signals", { method: "POST", headers: all, body: bytes ?? null });
}

/** A good message with the canary in it. `data` members replace or join its data. */
function marked(data: Readonly<Record<string, string>> = {}): string {
  return newSignal({ canary: `"${CANARY}"`, ...data });
}

function bytes(...parts: readonly (string | readonly number[])[]): Uint8Array {
  const encoder = new TextEncoder();
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...encoder.encode(part)] : part)),
  );
}

function chunked(text: string): ReadableStream<Uint8Array> {
  const whole = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= whole.length) return controller.close();
      controller.enqueue(whole.slice(at, at + 65_536));
      at += 65_536;
    },
  });
}

function endless(): ReadableStream<Uint8Array> {
  const spaces = new Uint8Array(65_536).fill(0x20);
  return new ReadableStream({
    pull: (controller) => controller.enqueue(spaces),
  });
}
