// Publish requests with the right key and an almost right body. A second check, independent of the schema, decides
// whether each body is valid. FUZZ=<factor> makes the run longer, FC_SEED=<seed> repeats one.

import * as fc from "fast-check";
import { describe, it } from "vitest";
import { cases, FUZZ_TIMEOUT_MS } from "../../support/random/fuzz.ts";
import { mutated, spaced } from "../../support/json/json-documents.ts";
import { SEED } from "../../support/random/random-seed.ts";
import { freshHub, newSignal, postWithoutFlush, signalUpdate } from "../../support/hub/test-hub.ts";

const GOOD = [
  newSignal(),
  newSignal({ id: '"a"' }).replace(/\}$/, ',"expires_at":"2100-01-01"}'),
  signalUpdate("1", '{"spread":9.12}'),
  signalUpdate('"a"', '{"id":"a"}'),
];

const VALUES = [
  "null",
  "0",
  "-0",
  "1.5",
  "1e3",
  "1e999",
  '""',
  '"x"',
  "[]",
  "{}",
  "true",
  "01",
  "'a'",
];

/** A good message with one part cut, overwritten or doubled, or one value replaced. */
const almostMessage = fc
  .tuple(
    fc.constantFrom(...GOOD),
    fc.nat(),
    fc.nat(4),
    fc.oneof(
      fc.constantFrom("", '"', "{", "}", "[", "]", ",", ":", "\\", "\0", "\ud800", "é", " ", "9"),
      fc.constantFrom('"id":', '"type":"ping",', '"__proto__":{},', '"data":{},', '"x":1,'),
    ),
  )
  .map(([text, where, cut, put]) => {
    const index = where % (text.length + 1);
    return text.slice(0, index) + put + text.slice(index + cut);
  });

const replaced = fc
  .tuple(fc.constantFrom(...GOOD), fc.nat(), fc.constantFrom(...VALUES))
  .map(([text, where, value]) => {
    const values = [...text.matchAll(/(?<=:)(?:"[^"]*"|[-0-9.]+)/g)];
    const chosen = values[where % values.length];
    if (chosen === undefined) return text;
    const [{ length }] = chosen;
    return text.slice(0, chosen.index) + value + text.slice(chosen.index + length);
  });

const bodies = fc.oneof(
  { weight: 4, arbitrary: almostMessage },
  { weight: 4, arbitrary: replaced },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.oneof(almostMessage, replaced, fc.constantFrom(...GOOD)), { maxLength: 3 })
      .map((items) => `[${items.join()}]`),
  },
  { weight: 1, arbitrary: mutated },
  { weight: 1, arbitrary: spaced.map(({ text }) => text) },
);

/** Whether a value is a message, decided without the service's own schema. */
function isMessage(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { type, signal_type, data, signal_id, expires_at, ...others } = value as {
    readonly [key: string]: unknown; // SAFETY: any object can be read by key.
  };
  if (Object.keys(others).length > 0 || signal_type !== "mexc_spot_futures") return false;
  if (typeof data !== "object" || data === null || Array.isArray(data)) return false;
  const { id } = data as { readonly id?: unknown };
  if (type === "new_signal") {
    return isId(id) && signal_id === undefined && (expires_at === undefined || isTime(expires_at));
  }
  const isSame = id === undefined || id === signal_id;
  return type === "signal_update" && isId(signal_id) && isSame && expires_at === undefined;
}

function isId(value: unknown): boolean {
  return typeof value === "string" ? value !== "" : Number.isInteger(value);
}

function isTime(value: unknown): boolean {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

describe(`random bodies (FC_SEED=${SEED})`, () => {
  it(
    "are never accepted unless they are messages, nor answered with a 5xx",
    { timeout: FUZZ_TIMEOUT_MS },
    async ({ expect }) => {
      const hub = freshHub();
      let accepted = 0;
      let rejected = 0;

      await fc.assert(
        fc.asyncProperty(bodies, async (body) => {
          const { status } = await postWithoutFlush(hub, body);

          expect([200, 400, 409, 422], body).toContain(status);
          if (status === 400 || status === 422) {
            rejected += 1;
            return;
          }
          accepted += 1;
          const parsed: unknown = JSON.parse(body);
          const messages: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
          expect(messages.every(isMessage), body).toBe(true);
        }),
        cases(2_000),
      );

      expect(accepted).toBeGreaterThan(0);
      expect(rejected).toBeGreaterThan(accepted);
    },
  );
});
