// Publish requests signed by the library of the standard (standardwebhooks.com), verified by the service.

import * as fc from "fast-check";
import { afterEach, describe, it } from "vitest";
import { releaseClock, setClock, stopClock } from "../../support/hub/clock.ts";
import { SEED } from "../../support/random/random-seed.ts";
import {
  publishSigned,
  sign,
  signerOf,
  webhookKey,
  type Signed,
} from "../../support/auth/signed-requests.ts";
import {
  freshHub,
  newSignal,
  postWithoutFlush,
  signalUpdate,
  type TestHub,
} from "../../support/hub/test-hub.ts";
import { OPERATOR_KEY } from "../../support/test-settings.ts";
import {
  comparableResponse,
  type ComparableResponse,
} from "../../support/hub/comparable-response.ts";

const OLD = webhookKey("o");
const CURRENT = webhookKey("c");
const PLAIN = "a-key-that-is-no-base64-and-stands-for-itself";
const BODY = newSignal();

/** A hub with one producer and these keys. */
function hubOf(...keys: readonly string[]): TestHub {
  return freshHub({ PRODUCER_KEYS: keys.map((key) => `scanner:${key}`).join() });
}

/** The response to a wrong bearer. A wrong signature must get the same one. */
async function wrongBearer(): Promise<ComparableResponse> {
  return comparableResponse(
    await postWithoutFlush(freshHub(), BODY, { Authorization: "Bearer wrong" }),
  );
}

afterEach(releaseClock);

describe("a key", () => {
  it.for([
    ["as the standard writes it", OLD],
    ["of its own characters", PLAIN],
  ] as const)("%s signs", async ([, key], { expect }) => {
    const hub = hubOf(key);

    const response = await publishSigned(hub, BODY, sign(key, BODY));

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ seq: 1, results: [{ duplicate: false }] });
  });

  it.for([
    ["the old one alone", [OLD]],
    ["the current one alone", [CURRENT]],
    ["both, the old one first", [OLD, CURRENT]],
    ["both, the current one first", [CURRENT, OLD]],
    ["a stranger's and the current one", [webhookKey("x"), CURRENT]],
  ] as const)("may sign as %s while it rotates", async ([, signers], { expect }) => {
    const hub = hubOf(OLD, CURRENT);

    expect((await publishSigned(hub, BODY, sign(signers, BODY))).status).toBe(200);
  });

  it("that was removed signs no more, except beside the current one", async ({ expect }) => {
    const hub = hubOf(CURRENT);

    expect((await publishSigned(hub, BODY, sign(OLD, BODY))).status).toBe(401);
    expect((await publishSigned(hub, BODY, sign([OLD, CURRENT], BODY))).status).toBe(200);
  });

  it("names the producer, so two producers may use the same webhook-id", async ({ expect }) => {
    const hub = freshHub({ PRODUCER_KEYS: `scanner:${OLD},night:${CURRENT}` });
    const update = signalUpdate("1", "{}");

    const one = await publishSigned(hub, update, sign(OLD, update));
    const other = await publishSigned(hub, update, sign(CURRENT, update));

    expect(await one.json()).toMatchObject({ seq: 1 });
    expect(await other.json()).toMatchObject({ seq: 2, results: [{ duplicate: false }] });
  });

  it("of an operator signs nothing", async ({ expect }) => {
    const response = await publishSigned(freshHub(), BODY, sign(OPERATOR_KEY, BODY));

    expect(await comparableResponse(response)).toEqual(await wrongBearer());
  });

  it("with an empty or non-base64 secret signs nothing", async ({ expect }) => {
    const broken = "whsec_".padEnd(40, "*");
    const hub = hubOf(broken, CURRENT);

    for (const raw of [broken, broken.slice("whsec_".length)]) {
      const signature = signerOf(raw.replace("whsec_", "")).sign("msg_1", new Date(), BODY);
      const headers = { ...sign(OLD, BODY), "webhook-signature": signature };
      expect((await publishSigned(hub, BODY, headers)).status).toBe(401);
    }
    expect((await publishSigned(hub, BODY, sign(CURRENT, BODY))).status).toBe(200);
  });
});

describe("the time window", () => {
  it.for([
    [-300, 0, 200],
    [300, 0, 200],
    [-301, 0, 401],
    [301, 0, 401],
    [-300, 1, 401],
    [300, 1, 200],
  ] as const)(
    "signed %i s away, %i ms past the full second: %i",
    async ([skew, past, status], { expect }) => {
      const now = stopClock(1_000);
      const hub = hubOf(OLD);
      setClock(now * 1_000 + past);

      const response = await publishSigned(hub, BODY, sign(OLD, BODY, { at: now + skew }));

      expect(response.status).toBe(status);
    },
  );
});

describe("a bad signature", () => {
  const good = (): Signed => sign(OLD, BODY);
  // The same request's MAC. A signature of another second would be rejected for its time alone.
  const encodedOf = (signed: Signed): string => signed["webhook-signature"].slice("v1,".length);

  it.for<[string, (signed: Signed) => Readonly<Record<string, string>>, body?: string]>([
    ["another body", (signed) => ({ ...signed }), BODY.replace("8.84", "8.85")],
    ["one more space in the body", (signed) => ({ ...signed }), `${BODY} `],
    ["a body cut short", (signed) => ({ ...signed }), BODY.slice(0, -1)],
    ["no body", (signed) => ({ ...signed }), ""],
    ["another id", (signed) => ({ ...signed, "webhook-id": "msg_2" })],
    ["an id in capitals", (signed) => ({ ...signed, "webhook-id": "MSG_1" })],
    [
      "another time",
      (signed) => ({
        ...signed,
        "webhook-timestamp": String(Number(signed["webhook-timestamp"]) - 1),
      }),
    ],
    [
      "a time with a leading zero",
      (signed) => ({ ...signed, "webhook-timestamp": `0${signed["webhook-timestamp"]}` }),
    ],
    ["no id", without("webhook-id")],
    ["no time", without("webhook-timestamp")],
    ["no signature", without("webhook-signature")],
    ["an empty signature", (signed) => ({ ...signed, "webhook-signature": "" })],
    ["nothing after its version", (signed) => ({ ...signed, "webhook-signature": "v1," })],
    ["no version", (signed) => ({ ...signed, "webhook-signature": encodedOf(signed) })],
    ["a version alone", (signed) => ({ ...signed, "webhook-signature": "v1" })],
    ["v1a", (signed) => ({ ...signed, "webhook-signature": `v1a,${encodedOf(signed)}` })],
    ["v2", (signed) => ({ ...signed, "webhook-signature": `v2,${encodedOf(signed)}` })],
    ["V1", (signed) => ({ ...signed, "webhook-signature": `V1,${encodedOf(signed)}` })],
    ["no base64", (signed) => ({ ...signed, "webhook-signature": "v1,*not*base64*" })],
    [
      "half of itself",
      (signed) => ({ ...signed, "webhook-signature": `v1,${encodedOf(signed).slice(0, 20)}` }),
    ],
    [
      "more than itself",
      (signed) => ({ ...signed, "webhook-signature": `v1,${btoa("x".repeat(33))}` }),
    ],
    [
      "commas for spaces",
      (signed) => ({ ...signed, "webhook-signature": `v1,${encodedOf(signed)},v1,x` }),
    ],
    ["another bearer before it", (signed) => ({ ...signed, Authorization: "Bearer wrong" })],
  ])("%s", async ([, headers, body = BODY], { expect }) => {
    const hub = hubOf(OLD);

    const response = await publishSigned(hub, body, headers(good()));

    expect(await comparableResponse(response)).toEqual(await wrongBearer());
    expect(await hub.stub.stats()).toMatchObject({ seq: 0 });
    expect((await publishSigned(hub, BODY, good())).status).toBe(200);
  });

  it("an empty id is rejected even if it is signed", async ({ expect }) => {
    const response = await publishSigned(hubOf(OLD), BODY, sign(OLD, BODY, { id: "" }));

    expect(await comparableResponse(response)).toEqual(await wrongBearer());
  });

  it.for(["1.5", "-1", "+1", "1e9", "0x10", "now", "NaN", "Infinity", " ", "9".repeat(13)])(
    "the time %s is rejected even if it is signed",
    async (timestamp, { expect }) => {
      const at = stopClock(1_000);
      const text = timestamp.replace("1", String(at));
      const headers = { ...(await signText(OLD, "msg_1", text, BODY)) };

      const response = await publishSigned(hubOf(OLD), BODY, headers);

      expect(await comparableResponse(response)).toEqual(await wrongBearer());
    },
  );
});

describe("signatures", () => {
  const unknownSignatures = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, n) => webhookKey(String(n)));

  it("of other versions are skipped", async ({ expect }) => {
    const signed = sign(OLD, BODY);
    const several = `v1a,${btoa("x".repeat(64))} v2,* ${signed["webhook-signature"]}`;

    const response = await publishSigned(hubOf(OLD), BODY, {
      ...signed,
      "webhook-signature": several,
    });

    expect(response.status).toBe(200);
  });

  it("are tried up to the fifth and no further", async ({ expect }) => {
    const fifth = sign([...unknownSignatures(4), OLD], BODY);
    const sixth = sign([...unknownSignatures(5), OLD], BODY);

    expect((await publishSigned(hubOf(OLD), BODY, fifth)).status).toBe(200);
    expect(await comparableResponse(await publishSigned(hubOf(OLD), BODY, sixth))).toEqual(
      await wrongBearer(),
    );
  });

  it("in thousands are an ordinary 401", async ({ expect }) => {
    const signed = sign(OLD, BODY);
    const many = Array.from({ length: 2_000 }, () => "v1,AAAA").join(" ");

    const response = await publishSigned(hubOf(OLD), BODY, {
      ...signed,
      "webhook-signature": many,
    });

    expect(await comparableResponse(response)).toEqual(await wrongBearer());
  });
});

describe("the signature covers the raw bytes", () => {
  it("with their white space", async ({ expect }) => {
    const spaced = `\n ${BODY.replaceAll(",", " ,\r\n\t")} \n`;

    expect((await publishSigned(hubOf(OLD), spaced, sign(OLD, spaced))).status).toBe(200);
    expect((await publishSigned(hubOf(OLD), BODY, sign(OLD, spaced))).status).toBe(401);
    expect((await publishSigned(hubOf(OLD), spaced, sign(OLD, BODY))).status).toBe(401);
  });

  it("of a body that isn't JSON, which is reported to its verified signer alone", async ({
    expect,
  }) => {
    const hub = hubOf(OLD);

    expect((await publishSigned(hub, "{", sign(OLD, "{"))).status).toBe(400);
    expect((await publishSigned(hub, "{", sign(CURRENT, "{"))).status).toBe(401);
  });

  it("of an empty body", async ({ expect }) => {
    const response = await publishSigned(hubOf(OLD), "", sign(OLD, ""));

    expect(await response.json()).toMatchObject({ seq: 0, results: [] });
  });
});

describe(`random signed requests (FC_SEED=${SEED})`, () => {
  const ids = fc.stringMatching(/^[!-~]{1,64}$/);
  const texts = fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => text.toWellFormed());

  it("are accepted with any id and any body", async ({ expect }) => {
    const hub = hubOf(OLD, PLAIN);
    let count = 0;

    await fc.assert(
      fc.asyncProperty(ids, texts, fc.constantFrom(OLD, PLAIN), async (id, text, key) => {
        count += 1;
        const payload = JSON.stringify(text.replaceAll(/[\0-\x1f]/g, "")); // oxlint-disable-line no-control-regex
        const body = newSignal({ id: String(count), note: payload });

        const response = await publishSigned(hub, body, sign(key, body, { id: `${count}${id}` }));

        expect(response.status).toBe(200);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it("are rejected with any one bit of body, id, time or signature flipped", async ({ expect }) => {
    const hub = hubOf(OLD);
    const rejected = await wrongBearer();

    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("body", "webhook-id", "webhook-timestamp", "signature"),
        fc.nat(),
        async (part, bit) => {
          const signed = sign(OLD, BODY);
          const mac = signed["webhook-signature"].slice("v1,".length);
          const headers = { ...signed };
          let body: Uint8Array = new TextEncoder().encode(BODY);
          switch (part) {
            case "body":
              body = flipBit(body, bit);
              break;
            case "signature": {
              const bytes = Uint8Array.from(atob(mac), (char) => char.charCodeAt(0));
              headers["webhook-signature"] =
                `v1,${btoa(String.fromCharCode(...flipBit(bytes, bit)))}`;
              break;
            }
            default:
              headers[part] = flipCharacter(headers[part], bit);
          }

          const response = await publishSigned(hub, body, headers);

          expect(await comparableResponse(response)).toEqual(rejected);
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
    expect(await hub.stub.stats()).toMatchObject({ seq: 0 });
  });
});

/** The headers without one of them. */
function without(name: keyof Signed): (signed: Signed) => Readonly<Record<string, string>> {
  return (signed) => Object.fromEntries(Object.entries(signed).filter(([key]) => key !== name));
}

/** The same bytes with one bit flipped. */
function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const bitIndex = bit % (bytes.length * 8);
  return bytes.map((byte, index) =>
    index === bitIndex >> 3 ? byte ^ (1 << (bitIndex & 7)) : byte,
  );
}

/** The same text with the last bit of one character flipped, so it still fits into a header. */
function flipCharacter(text: string, index: number): string {
  const at = index % text.length;
  const character = String.fromCharCode(text.charCodeAt(at) ^ 1);
  return text.slice(0, at) + character + text.slice(at + 1);
}

/** Signs a time in a format the library never writes. */
async function signText(key: string, id: string, timestamp: string, body: string): Promise<Signed> {
  const secret = Uint8Array.from(atob(key.slice("whsec_".length)), (char) => char.charCodeAt(0));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const hmac = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  // A header value has no white space at its ends.
  const content = new TextEncoder().encode(`${id}.${timestamp.trim()}.${body}`);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", hmac, content));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${btoa(String.fromCharCode(...mac))}`,
  };
}
