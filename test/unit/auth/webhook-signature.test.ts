// The signer of a request, for each signed part, each edge of the time window and each format of a key.

import { describe, it } from "vitest";
import { verifyWebhook, parseSignedHeaders } from "../../../src/auth/webhook-signature.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { signerOf, webhookKey } from "../../support/auth/signed-requests.ts";

const NOON = Date.parse("2025-12-14T12:00:00Z");
const SECONDS = NOON / 1_000;
const BODY = '{"a":1}';
const A = { name: "a", key: webhookKey("a") };
const B = { name: "b", key: webhookKey("b") };
const RAW = { name: "raw", key: "r".repeat(32) };
const KEYS = [A, B, RAW];

const all = { "webhook-id": "1", "webhook-timestamp": "2", "webhook-signature": "3" };

describe("a request is signed", () => {
  it("with the three headers", ({ expect }) => {
    const headers = new Headers(all);

    expect(parseSignedHeaders(headers)).toEqual({ id: "1", timestamp: "2", signatures: "3" });
    expect(parseSignedHeaders(new Headers({ ...all, "webhook-id": "" }))).toMatchObject({ id: "" });
  });

  it.for(Object.keys(all))("not without %s", (name, { expect }) => {
    const headers = new Headers(all);
    headers.delete(name);

    expect(parseSignedHeaders(headers)).toBeNull();
  });
});

function signature(key: string, { id = "msg", at: timestamp = SECONDS, body = BODY } = {}): string {
  return signerOf(key).sign(id, new Date(timestamp * 1_000), body);
}

function signerFor(
  signatures: string,
  { id = "msg", timestamp = String(SECONDS), body = BODY, keys = KEYS, now = NOON } = {},
): Promise<string | null> {
  const bytes = new TextEncoder().encode(body);
  return verifyWebhook({ id, timestamp, signatures }, bytes.buffer as ArrayBuffer, keys, now); // SAFETY: made here.
}

describe("the signer of a request", () => {
  it.for(KEYS)("is $name for a signature with its key", async ({ name, key }, { expect }) => {
    expect(await signerFor(signature(key))).toBe(name);
  });

  it("is no one if no key fits", async ({ expect }) => {
    expect(await signerFor(signature(webhookKey("c")))).toBeNull();
    expect(await signerFor(signature(A.key), { keys: [] })).toBeNull();
    expect(await signerFor(signature(A.key), { keys: [B, RAW] })).toBeNull();
  });

  it.for([
    ["another id", { id: "other" }],
    ["another time", { timestamp: String(SECONDS + 1) }],
    ["another body", { body: '{"a":2}' }],
    ["no body", { body: "" }],
  ] as const)("is no one for %s", async ([, other], { expect }) => {
    expect(await signerFor(signature(A.key), other)).toBeNull();
  });

  it("is no one for an empty id, even with a valid signature", async ({ expect }) => {
    expect(await signerFor(signature(A.key, { id: "" }), { id: "" })).toBeNull();
  });
});

describe("the time window", () => {
  const { signatureWindowSeconds: window } = LIMITS;

  it.for([
    [0, true],
    [window, true],
    [-window, true],
    [window + 1, false],
    [-window - 1, false],
  ] as const)("is open at a skew of %i s: %s", async ([skew, open], { expect }) => {
    const at = SECONDS + skew;

    const signer = await signerFor(signature(A.key, { at }), { timestamp: String(at) });

    expect(signer).toBe(open ? "a" : null);
  });

  it.for(["", "x", "1.5", "-1", " 1", "1 ", "1e9", `${SECONDS}0000`])(
    "%j is no time",
    async (timestamp, { expect }) => {
      expect(await signerFor(signature(A.key), { timestamp })).toBeNull();
    },
  );

  it("is measured to the millisecond of now", async ({ expect }) => {
    const now = NOON + window * 1_000;

    expect(await signerFor(signature(A.key), { now })).toBe("a");
    expect(await signerFor(signature(A.key), { now: now + 1 })).toBeNull();
  });

  it.for([
    [999_999_999_999, "a"],
    [1_000_000_000_000, null],
  ] as const)(
    "accepts a timestamp of %i, the longest it parses",
    async ([at, name], { expect }) => {
      const signed = signature(A.key, { at });

      expect(await signerFor(signed, { timestamp: String(at), now: at * 1_000 })).toBe(name);
    },
  );
});

describe("of several signatures", () => {
  const good = signature(A.key);
  const other = signature(webhookKey("x"));
  const fill = (count: number): string => `${other} `.repeat(count);

  it.for([
    ["the second", `${other} ${good}`, "a"],
    ["the fifth", fill(LIMITS.signatures - 1) + good, "a"],
    ["not the sixth", fill(LIMITS.signatures) + good, null],
    ["one beside another version", `v1a,AAAA ${good}`, "a"],
    ["one beside what is no base64", `v1,% ${good}`, "a"],
    ["none of another version", good.replace("v1,", "v2,"), null],
    ["none without a version", good.replace("v1,", ""), null],
    ["none behind another word", `xx${good}`, null],
    ["none where there is none", "", null],
  ] as const)("%s is tried", async ([, signatures, name], { expect }) => {
    expect(await signerFor(signatures)).toBe(name);
  });
});

describe("a key", () => {
  it.for(["whsec_", "whsec_%", "whsec_="])(
    "%s signs nothing, and the next is tried",
    async (key, { expect }) => {
      const keys = [{ name: "broken", key }, A];

      expect(await signerFor(signature(A.key), { keys })).toBe("a");
      expect(await signerFor("v1,AAAA", { keys: [{ name: "broken", key }] })).toBeNull();
    },
  );
});
