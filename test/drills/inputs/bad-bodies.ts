// Bad publish bodies. Each breaks one rule of the endpoint, at a random place.

import { canary } from "../service/canary.ts";

export interface BadBody {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

type Corrupt = (random: () => number) => BadBody;

const KIB = 1_024;

function below(random: () => number, limit: number): number {
  return Math.floor(random() * limit);
}

function pick<Value>(random: () => number, values: readonly [Value, ...Value[]]): Value {
  return values[below(random, values.length)] ?? values[0];
}

function validBody(random: () => number): string {
  return `{"type":"new_signal","signal_type":"mexc_dex","data":{"id":${below(random, 1e9)},"coin_name":"NB","memo":"${canary("body")}","spread":1.50}}`;
}

/** A valid message with one text replaced. */
function replaced(random: () => number, from: string | RegExp, to: string): BadBody {
  return { body: validBody(random).replace(from, to) };
}

const CORRUPTIONS: readonly Corrupt[] = [
  // Not JSON.
  (random) => {
    const text = validBody(random);
    return { body: text.slice(0, 1 + below(random, text.length - 2)) };
  },
  (random) => ({ body: validBody(random) + pick(random, ["}", "]", ",", "x", '"', "\0", "{}"]) }),
  (random) =>
    replaced(
      random,
      /"id":\d+/,
      `"id":${pick(random, ["01", "+1", ".5", "1.", "0x1", "NaN", "Infinity", "1e"])}`,
    ),
  (random) =>
    replaced(
      random,
      '"NB"',
      pick(random, ["'NB'", '"N\nB"', String.raw`"\x41"`, String.raw`"\u12"`, "undefined"]),
    ),
  (random) => replaced(random, "{", pick(random, ["{,", "[{", "{{", "/* */{x"])),
  // JSON with forbidden content.
  (random) => replaced(random, '"coin_name"', '"id":1,"coin_name"'),
  (random) => replaced(random, '"type"', '"type":"signal_update","type"'),
  (random) => replaced(random, '"NB"', String.raw`"\ud83d"`),
  (random) => replaced(random, '"NB"', `${"[".repeat(9)}1${"]".repeat(9)}`),
  (random) => replaced(random, '"NB"', `${"[".repeat(5_000)}${"]".repeat(5_000)}`),
  (random) => {
    const bytes = Uint8Array.from(new TextEncoder().encode(validBody(random)));
    bytes[10 + below(random, bytes.length - 20)] = pick(random, [0xff, 0xc0, 0xfe, 0x80]);
    return { body: bytes };
  },
  // The wrong shape.
  (random) => ({
    body: pick(random, ["null", "true", "0", '""', '"x"', "[[]]", "[null]", "{}", "[{}]"]),
  }),
  (random) =>
    replaced(random, "new_signal", pick(random, ["signal", "NEW_SIGNAL", "", "__proto__", "ping"])),
  (random) =>
    replaced(
      random,
      "mexc_dex",
      pick(random, ["mexc", "MEXC_DEX", "", "constructor", "mexc_dex "]),
    ),
  (random) => replaced(random, /"id":\d+,/, ""),
  (random) =>
    replaced(
      random,
      /"id":\d+/,
      `"id":${pick(random, ["null", "true", "[]", "{}", '""', `"${"i".repeat(200)}"`])}`,
    ),
  (random) =>
    replaced(
      random,
      '"data"',
      pick(random, ['"Data"', '"data":1,"date"', '"seq":1,"data"', '"ts":1,"data"']),
    ),
  (random) =>
    replaced(random, /"data":.*/, `"data":${pick(random, ["null}", "[]}", '"x"}', "1}"])}`),
  (random) => ({
    body: `[${validBody(random)},${validBody(random).replace("mexc_dex", "nobody")}]`,
  }),
  (random) => ({
    body: `{"type":"signal_update","signal_type":"mexc_dex","data":{"spread":${random()}}}`,
  }),
  (random) => replaced(random, '"data"', '"expires_at":"tomorrow","data"'),
  // Over a limit.
  (random) => ({ body: `[${Array.from({ length: 1_001 }, () => validBody(random)).join()}]` }),
  (random) => replaced(random, "NB", "N".repeat(70 * KIB)),
  (random) => replaced(random, "NB", "N".repeat(1_100 * KIB)),
  // Bad headers.
  (random) => ({
    body: validBody(random),
    headers: {
      "Content-Type": pick(random, [
        "text/plain",
        "application/xml",
        "application/json; charset=latin1",
        "multipart/form-data",
      ]),
    },
  }),
  (random) => ({
    body: validBody(random),
    headers: { "Content-Encoding": pick(random, ["gzip", "br", "deflate", "zstd"]) },
  }),
  (random) => ({
    body: validBody(random),
    headers: { "Idempotency-Key": pick(random, ["", "k".repeat(256), "caf\u00e9"]) },
  }),
  // Bad credentials.
  (random) => ({
    body: validBody(random),
    headers: {
      Authorization: pick(random, [
        "",
        "Bearer ",
        "Bearer x",
        "Basic eDp4",
        `Bearer ${canary("stolen")}`,
      ]),
    },
  }),
];

/** Returns the bad body of this number. The kinds take turns. */
export function badBody(index: number, random: () => number): BadBody {
  const corrupt = CORRUPTIONS[index % CORRUPTIONS.length];
  if (corrupt === undefined) throw new Error("there is no such body");
  return corrupt(random);
}
