// Keys compared in constant time, by construction: how much work is done doesn't depend on what is presented.
// No clock is read here. What is held is which operations run, in which order, on inputs of which length.

import { afterEach, describe, it, vi } from "vitest";
import { findKeyName } from "../../../src/auth/api-keys.ts";
import { verifyWebhook, type SignedHeaders } from "../../../src/auth/webhook-signature.ts";
import { nowSeconds } from "../../support/auth/access-tokens.ts";
import { sign } from "../../support/auth/signed-requests.ts";

const KEYS = ["a", "b", "c"].map((character) => ({ name: character, key: character.repeat(40) }));

afterEach(() => {
  vi.restoreAllMocks();
});

/** What `crypto.subtle` is asked for, with the length of what it is to work on. */
function work(): readonly string[] {
  const { subtle } = crypto;
  const equal = subtle.timingSafeEqual.bind(subtle);
  const verify = subtle.verify.bind(subtle);
  const done: string[] = [];
  vi.spyOn(subtle, "digest").mockImplementation(() => {
    throw new Error("no digest is needed");
  });
  vi.spyOn(subtle, "timingSafeEqual").mockImplementation((a, b) => {
    done.push(`timingSafeEqual ${a.byteLength} ${b.byteLength}`);
    return equal(a, b);
  });
  vi.spyOn(subtle, "verify").mockImplementation((algorithm, key, signature, data) => {
    done.push(`verify ${data.byteLength}`);
    return verify(algorithm, key, signature, data);
  });
  return done;
}

describe("a bearer key costs the same", () => {
  it.for<[string, string, string | null]>([
    ["the first key", "a".repeat(40), "a"],
    ["the last key", "c".repeat(40), "c"],
    ["one that differs in its first character", `x${"a".repeat(39)}`, null],
    ["one that differs in its last character", `${"a".repeat(39)}x`, null],
    ["one character", "a", null],
    ["a key and more", "a".repeat(4_000), null],
    ["nothing like a key", "0", null],
  ])("%s", ([, presented, name], { expect }) => {
    const done = work();

    expect(findKeyName(presented, KEYS)).toBe(name);

    // Of two lengths the longer: how long a key is, is no secret.
    const size = Math.max(presented.length, 40);
    expect(done).toEqual(KEYS.map(() => `timingSafeEqual ${size} ${size}`));
  });
});

describe("a signature costs the same", () => {
  const body = "{}";
  const bytes = new TextEncoder().encode(body).buffer as ArrayBuffer; // SAFETY: made just here, not shared.
  const now = nowSeconds();

  function headers(signature: string): SignedHeaders {
    return { id: "msg_1", timestamp: String(now), signatures: signature };
  }

  function signatureOf(key: string): string {
    return sign(key, body, { at: now })["webhook-signature"];
  }

  it.for<[string, string, string | null]>([
    ["of the first key", signatureOf("a".repeat(40)), "a"],
    ["of the last key", signatureOf("c".repeat(40)), "c"],
    ["of no key", signatureOf("x".repeat(40)), null],
    ["whose first byte is wrong", spoilt(signatureOf("a".repeat(40)), 3), null],
    ["whose last byte is wrong", spoilt(signatureOf("a".repeat(40)), 40), null],
    ["of one byte", "v1,AA==", null],
  ])("%s", async ([, signature, name], { expect }) => {
    const done = work();

    expect(await verifyWebhook(headers(signature), bytes, KEYS, now * 1_000)).toBe(name);

    const length = `msg_1.${now}.${body}`.length;
    expect(done).toEqual(KEYS.map(() => `verify ${length}`));
  });
});

/** The text with its character at that place turned into another of base64. */
function spoilt(text: string, index: number): string {
  return text.slice(0, index) + (text[index] === "A" ? "B" : "A") + text.slice(index + 1);
}
