// Keys are compared in constant time, by construction. The amount of work doesn't depend on the presented key.
// No clock is read here. The tests assert the operations, their order, and the lengths of their inputs.

import { afterEach, describe, it, vi } from "vitest";
import { findKeyName } from "../../../src/auth/api-keys.ts";
import { verifyWebhook, type SignedHeaders } from "../../../src/auth/webhook-signature.ts";
import { nowSeconds } from "../../support/auth/access-tokens.ts";
import { sign } from "../../support/auth/signed-requests.ts";

const KEYS = ["a", "b", "c"].map((character) => ({ name: character, key: character.repeat(40) }));

afterEach(() => {
  vi.restoreAllMocks();
});

/** Records the calls of `crypto.subtle`, with the lengths of their inputs. */
function recordWork(): readonly string[] {
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
    const done = recordWork();

    expect(findKeyName(presented, KEYS)).toBe(name);

    // The longer of two lengths. The length of a key is no secret.
    const size = Math.max(presented.length, 40);
    expect(done).toEqual(KEYS.map(() => `timingSafeEqual ${size} ${size}`));
  });
});

describe("a signature costs the same", () => {
  const body = "{}";
  const bytes = new TextEncoder().encode(body).buffer as ArrayBuffer; // SAFETY: a new buffer of this test, not a shared one.
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
    const done = recordWork();

    expect(await verifyWebhook(headers(signature), bytes, KEYS, now * 1_000)).toBe(name);

    const length = `msg_1.${now}.${body}`.length;
    expect(done).toEqual(KEYS.map(() => `verify ${length}`));
  });
});

/** The text with one character replaced by another of base64. */
function spoilt(text: string, index: number): string {
  return text.slice(0, index) + (text[index] === "A" ? "B" : "A") + text.slice(index + 1);
}
