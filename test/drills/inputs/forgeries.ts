// Forged tokens. Each is a variation of a valid token or of a known attack.

import { base64url } from "jose";
import { nowSeconds } from "../../support/auth/access-tokens.ts";
import { forged, HS256, unsigned, vipPayload } from "../../support/auth/forged-tokens.ts";
import { canary, SECRETS } from "../service/canary.ts";

type Forge = (valid: string, random: () => number) => string | Promise<string>;

const SECRET = SECRETS.JWT_SECRET;
const SUB = { sub: `"${canary("forger")}"` };

function pick<Value>(random: () => number, values: readonly [Value, ...Value[]]): Value {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

function segments(token: string): readonly [string, string, string] {
  const [header = "", payload = "", signature = ""] = token.split(".");
  return [header, payload, signature];
}

/** Replaces one character by another one of base64url. */
function changeOneCharacter(text: string, random: () => number): string {
  const index = Math.floor(random() * (text.length - 1));
  const replacement = text[index] === "A" ? "B" : "A";
  return text.slice(0, index) + replacement + text.slice(index + 1);
}

function seconds(random: () => number): number {
  return 10 + Math.floor(random() * 1e6);
}

/** Signs valid claims with the right key, and replaces some of them. */
function claims(members: Readonly<Record<string, string>>): Promise<string> {
  return forged(HS256, vipPayload({ ...SUB, ...members }), SECRET);
}

const FORGERIES: Readonly<Record<string, Forge>> = {
  "a character of the signature": (valid, random) => {
    const [header, payload, signature] = segments(valid);
    return `${header}.${payload}.${changeOneCharacter(signature, random)}`;
  },
  "a character of the payload": (valid, random) => {
    const [header, payload, signature] = segments(valid);
    return `${header}.${changeOneCharacter(payload, random)}.${signature}`;
  },
  "another user under a valid signature": (valid, random) => {
    const [header, , signature] = segments(valid);
    const payload = vipPayload({ sub: `"${Math.floor(random() * 1e9)}"` });
    return `${header}.${base64url.encode(payload)}.${signature}`;
  },
  "a shorter signature": (valid, random) => valid.slice(0, -1 - Math.floor(random() * 42)),
  "no signature": (_, random) => {
    const alg = pick(random, ["none", "None", "NONE", "nOnE", "HS256", "HS512", "ES256", ""]);
    return unsigned(`{"alg":"${alg}"}`, vipPayload(SUB));
  },
  "another secret": (_, random) =>
    forged(HS256, vipPayload(SUB), SECRET.slice(0, 32) + String(random())),
  "another algorithm under the right key": (_, random) =>
    forged(
      `{"alg":"${pick(random, ["HS384", "HS512", "RS256", "ES256", "EdDSA", "none"])}"}`,
      vipPayload(SUB),
      SECRET,
    ),
  expired: (_, random) => claims({ exp: String(nowSeconds() - seconds(random)) }),
  "not yet valid": (_, random) => claims({ nbf: String(nowSeconds() + seconds(random)) }),
  "issued in the future": (_, random) => claims({ iat: String(nowSeconds() + seconds(random)) }),
  "an expiry that is no timestamp": (_, random) =>
    claims({ exp: pick(random, ['"9999999999"', "null", "[]", "1e400", "-1", "true", "{}"]) }),
  "of another type": (_, random) =>
    claims({ type: pick(random, ['"refresh"', '"id"', '"ACCESS"', "null", "1", '""']) }),
  "a subject that is no user id": (_, random) =>
    claims({ sub: pick(random, ["null", '""', "[]", "{}", "1.5", "true", "1e300"]) }),
  "more or fewer parts": (valid, random) =>
    pick(random, [`${valid}.x`, valid.replace(".", ""), `.${valid}`, `${valid}.`, valid + valid]),
  "a non-canonical encoding": (valid, random) => {
    const [header, payload, signature] = segments(valid);
    return pick(random, [
      `${header}.${payload}.${signature}=`,
      `${header}=.${payload}.${signature}`,
      `${header}.${payload}==.${signature}`,
      `${header}.${payload}.${signature.slice(0, -1)}${signature.at(-1) === "B" ? "C" : "B"}`,
    ]);
  },
  junk: (_, random) =>
    Array.from({ length: 1 + Math.floor(random() * 200) }, () =>
      pick(random, ["a", "Z", ".", "-", "_", "0", "=", "+", "/", "~"]),
    ).join(""),
};

const KINDS = Object.values(FORGERIES);

/** Returns the forgery of this number. The kinds take turns. */
export async function forgery(index: number, valid: string, random: () => number): Promise<string> {
  const forge = KINDS[index % KINDS.length];
  if (forge === undefined) throw new Error("there is no such forgery");
  return forge(valid, random);
}
