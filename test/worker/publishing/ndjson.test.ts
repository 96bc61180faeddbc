// NDJSON bodies of one message a line. Covers line ends, the reported line of an error, and rejection of the whole.

import { describe, it } from "vitest";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { freshHub, newSignal, signalUpdate, type TestHub } from "../../support/hub/test-hub.ts";
import { PRODUCER_KEY } from "../../support/test-settings.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

const NDJSON = "application/x-ndjson";
const [ONE, TWO, THREE] = [
  newSignal({ id: "1" }),
  newSignal({ id: "2" }),
  signalUpdate("1", '{"spread":9}'),
] as const;

interface PublishResponse {
  readonly seq: number;
  readonly results: readonly { seq: number; duplicate: boolean; recipients: number }[];
}

/** Sends bytes, so no media type is added and there is a length only where a test sets one. */
function post(
  hub: TestHub,
  body: string | Uint8Array | ReadableStream<Uint8Array>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return hub.fetch("/internal/signals", {
    method: "POST",
    headers: { Authorization: `Bearer ${PRODUCER_KEY}`, "Content-Type": NDJSON, ...headers },
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
  });
}

async function seqsOf(response: Response): Promise<readonly number[]> {
  const { results } = await response.json<PublishResponse>();
  return results.map(({ seq }) => seq);
}

describe("lines", () => {
  it.for<[string, string]>([
    ["of which the last has no end", `${ONE}\n${TWO}\n${THREE}`],
    ["that all end", `${ONE}\n${TWO}\n${THREE}\n`],
    ["that end as on Windows", `${ONE}\r\n${TWO}\r\n${THREE}\r\n`],
    ["with blank ones between them", `\n\n${ONE}\n \t\n\r\n${TWO}\n\n${THREE}\n\n\n`],
    ["with space around them", ` ${ONE} \n\t${TWO}\t\r\n  ${THREE}`],
    ["with space inside them", `${ONE}\n${TWO.replaceAll('":', '" : ')}\n${THREE}`],
    ["after a byte order mark", `\ufeff${ONE}\n${TWO}\n${THREE}`],
  ])("%s are one message each, in order", async ([, body], { expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);

    const response = await post(hub, body);

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      seq: 3,
      results: [1, 2, 3].map((seq) => ({ seq, duplicate: false, recipients: 1 })),
    });
    expect(await socket.drain()).toEqual([ONE, TWO, THREE]);
  });

  it.for(["", "\n", "\r\n\r\n", " \t \n "])(
    "%j are none, but a heartbeat",
    async (body, { expect }) => {
      const hub = freshHub();

      const response = await post(hub, body);

      expect(await response.json()).toMatchObject({ seq: 0, results: [] });
    },
  );

  it("get one result each, duplicates among them", async ({ expect }) => {
    const hub = freshHub();
    await post(hub, ONE);

    const response = await post(hub, [TWO, ONE, THREE, TWO].join("\n"));

    expect(await response.json()).toMatchObject({
      seq: 3,
      results: [
        { seq: 2, duplicate: false },
        { seq: 1, duplicate: true },
        { seq: 3, duplicate: false },
        { seq: 2, duplicate: true },
      ],
    });
  });

  it("keep every digit", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    const lines = ["0.00670000", "12345678901234567890", "-0.0", "1E5"].map((price, id) =>
      newSignal({ id: String(id), price }),
    );

    await post(hub, lines.join("\n"));

    expect(await socket.drain()).toEqual(lines);
  });

  it("have a line end in a string only as an escape", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    // U+2028 and U+2029 end lines in JavaScript, but not in NDJSON.
    const text = newSignal({ text: '"a\\nb\\r\\n\u2028c\u2029d\u0085e"' });

    expect((await post(hub, `${text}\n${TWO}`)).status).toBe(200);
    expect((await post(hub, text.replace("\\n", "\n"))).status).toBe(400);
    expect(await socket.drain()).toEqual([text, TWO]);
  });
});

describe("a bad line", () => {
  it.for<[string, string, string]>([
    ["the first", `{\n${ONE}`, "Line 1 of the body is not JSON, at character 1."],
    [
      "the second",
      `${ONE}\n${TWO}}\n`,
      `Line 2 of the body is not JSON, at character ${TWO.length}.`,
    ],
    ["after blank ones", `\n\n${ONE}\n\n{]`, "Line 5 of the body is not JSON, at character 1."],
    [
      "with two values",
      `${ONE} ${TWO}`,
      `Line 1 of the body is not JSON, at character ${ONE.length + 1}.`,
    ],
    [
      "with a message over two lines",
      ONE.replace(",", ",\n"),
      "Line 1 of the body is not JSON, at character 21.",
    ],
    [
      "with a key twice",
      `${ONE}\n{"a":1,"a":2}`,
      "Line 2 of the body has the same key twice, at character 7.",
    ],
    [
      "nested too deeply",
      `${ONE}\n${"[".repeat(9)}`,
      "Line 2 of the body is nested too deeply, at character 8.",
    ],
    [
      "with a line end of old",
      `${ONE}\r${TWO}`,
      `Line 1 of the body is not JSON, at character ${ONE.length + 1}.`,
    ],
    [
      "with a second byte order mark",
      `${ONE}\n\ufeff${TWO}`,
      "Line 2 of the body is not JSON, at character 0.",
    ],
    [
      "with a byte order mark alone",
      `${ONE}\n\ufeff`,
      "Line 2 of the body is not JSON, at character 0.",
    ],
    [
      "with space that JSON doesn't know",
      `${ONE}\n\u00a0\n`,
      "Line 2 of the body is not JSON, at character 0.",
    ],
    ["with a form feed", `${ONE}\n\f`, "Line 2 of the body is not JSON, at character 0."],
    [
      "with a separator of records",
      `\u001e${ONE}`,
      "Line 1 of the body is not JSON, at character 0.",
    ],
  ])("%s is named, and no line is accepted", async ([, body, detail], { expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);

    const response = await post(hub, body);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "body_malformed", detail });
    expect(await socket.drain()).toEqual([]);
    expect(await hub.stub.stats()).toMatchObject({ seq: 0, signals: 0 });
  });

  it("is named by its index among the messages, blank lines not counted", async ({ expect }) => {
    const hub = freshHub();
    const socket = await TestSocket.connect(hub);
    const list = `[${ONE}]`;
    const lines = [ONE, "", newSignal({ id: "1.5" }), "\r", "null", TWO, list, "7"];

    const response = await post(hub, lines.join("\n"));

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: "body_invalid",
      errors: [
        { index: 1, path: "/data/id" },
        { index: 2, path: "", reason: "must be an object" },
        { index: 4, path: "", reason: "must be an object" },
        { index: 5, path: "", reason: "must be an object" },
      ],
    });
    expect(await socket.drain()).toEqual([]);
    expect(await hub.stub.stats()).toMatchObject({ seq: 0, signals: 0 });
  });

  it("is named where its signal exists with other data", async ({ expect }) => {
    const hub = freshHub();
    await post(hub, ONE);

    const response = await post(hub, [TWO, newSignal({ id: "1", spread: "0" })].join("\n"));

    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: "signal_exists", errors: [{ index: 1 }] });
    expect(await hub.stub.stats()).toMatchObject({ seq: 1 });
  });
});

describe("limits", () => {
  it("1,000 messages are accepted, 1,001 rejected", async ({ expect }) => {
    const hub = freshHub();
    const lines = Array.from({ length: 1_001 }, (_, id) => newSignal({ id: String(id) }));

    const rejected = await post(hub, lines.join("\n"));
    expect(rejected.status).toBe(422);
    expect(await rejected.json()).toMatchObject({
      errors: [{ index: 1_000, path: "", reason: "the body has more than 1000 messages" }],
    });
    expect(await hub.stub.stats()).toMatchObject({ seq: 0 });

    const response = await post(hub, lines.slice(1).join("\n\n"));
    expect(await seqsOf(response)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  });

  it("1 MiB is accepted, and a byte more rejected, with or without a length header", async ({
    expect,
  }) => {
    const hub = freshHub();
    const whole = `${ONE}\n`.padEnd(LIMITS.publishBytes, "\n");
    const more = `${whole}\n`;
    const bodyOptions = (body: string): Record<string, string> => ({
      "Content-Length": String(body.length),
    });

    expect((await post(hub, whole)).status).toBe(200);
    expect((await post(hub, whole, bodyOptions(whole))).status).toBe(200);
    expect((await post(hub, streamOf(whole))).status).toBe(200);
    for (const rejected of [
      await post(hub, more),
      await post(hub, more, bodyOptions(more)),
      await post(hub, streamOf(more)),
    ]) {
      expect(rejected.status).toBe(413);
      expect(await rejected.json()).toMatchObject({ code: "body_too_big" });
    }
  });

  it("depth is counted in each line separately", async ({ expect }) => {
    const deep = newSignal({ x: `${"[".repeat(6)}0${"]".repeat(6)}` });

    expect((await post(freshHub(), `${deep}\n${TWO}\n${deep}`)).status).toBe(200);
  });

  it("half a character at a line's end is no UTF-8", async ({ expect }) => {
    const body = new TextEncoder().encode(`${ONE}\n${newSignal({ text: '"₿"' })}`);
    const at = body.indexOf(0xe2);

    const response = await post(
      freshHub(),
      body.filter((_, index) => index !== at + 1),
    );

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: "The body is not UTF-8." });
  });
});

describe("media type", () => {
  it.for<[string, Record<string, string>, number]>([
    ["charset=utf-8", { "Content-Type": `${NDJSON}; charset=utf-8` }, 200],
    ["in capitals and quotes", { "Content-Type": 'Application/X-NDJSON ; charset="UTF-8"' }, 200],
    ["identity", { "Content-Encoding": "identity" }, 200],
    ["latin1", { "Content-Type": `${NDJSON}; charset=latin1` }, 415],
    ["application/ndjson", { "Content-Type": "application/ndjson" }, 415],
    ["JSON lines", { "Content-Type": "application/jsonl" }, 415],
    ["JSON sequences", { "Content-Type": "application/json-seq" }, 415],
    ["two of them", { "Content-Type": `${NDJSON}, application/json` }, 415],
    ["gzip", { "Content-Encoding": "gzip" }, 415],
    ["an unknown encoding", { "Content-Encoding": "identity, br" }, 415],
    ["JSON, for two lines", { "Content-Type": "application/json" }, 400],
  ])("%s", async ([, headers, status], { expect }) => {
    const hub = freshHub();

    const response = await post(hub, `${ONE}\n${TWO}`, headers);

    expect(response.status).toBe(status);
    expect(await hub.stub.stats()).toMatchObject({ seq: status === 200 ? 2 : 0 });
  });

  it("is for publish requests alone", async ({ expect }) => {
    const response = await freshHub().fetch("/internal/sources/scanner", {
      method: "PUT",
      headers: { Authorization: `Bearer ${PRODUCER_KEY}`, "Content-Type": NDJSON },
      body: '{"expected_every_s":1}',
    });

    expect(response.status).toBe(415);
  });
});

function streamOf(text: string): ReadableStream<Uint8Array> {
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
