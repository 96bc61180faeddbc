// The settings that verify tokens: one shared secret, or one public key, or a URL of keys.

import { importSPKI, type CryptoKey } from "jose";
import { LIMITS } from "./protocol/limits.ts";
import { no, ok, type Result } from "./protocol/result.ts";

export type TokenKeys =
  | { readonly kind: "secret"; readonly secret: Uint8Array }
  | { readonly kind: "public"; readonly byAlgorithm: ReadonlyMap<string, CryptoKey> }
  | { readonly kind: "jwks"; readonly url: string };

/** With which keys a token is verified, and by which algorithms alone. */
export interface TokenVerification {
  readonly keys: TokenKeys;
  readonly algorithms: readonly string[];
}

type TokenKeySetting = "JWT_SECRET" | "JWT_PUBLIC_KEY" | "JWT_JWKS_URL" | "JWT_ALGORITHMS";

type TokenKeySettings = { readonly [Name in TokenKeySetting]?: string };

interface TokenKeyProblem {
  readonly setting: TokenKeySetting;
  readonly problem: string;
}

const SECRET_ALGORITHMS = ["HS256"] as const;
const PUBLIC_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"] as const;

/**
 * The keys that verify tokens, and the algorithms they may be used with. A shared secret and public keys
 * never stand side by side: that mixture is how a public key gets used as a secret.
 */
export async function readTokenKeys(
  given: TokenKeySettings,
): Promise<Result<TokenVerification, readonly TokenKeyProblem[]>> {
  const sources = (["JWT_SECRET", "JWT_PUBLIC_KEY", "JWT_JWKS_URL"] as const).filter(
    (name) => name in given,
  );
  const [source] = sources;
  if (source === undefined) {
    return no([
      { setting: "JWT_SECRET", problem: "is missing (or JWT_PUBLIC_KEY or JWT_JWKS_URL)" },
    ]);
  }
  if (sources.length > 1) {
    return no(
      sources.map((setting) => ({
        setting,
        problem: "is set beside another: keep one of JWT_SECRET, JWT_PUBLIC_KEY and JWT_JWKS_URL",
      })),
    );
  }

  const family: readonly string[] = source === "JWT_SECRET" ? SECRET_ALGORITHMS : PUBLIC_ALGORITHMS;
  const algorithms = given.JWT_ALGORITHMS?.split(",").map((name) => name.trim()) ?? family;
  if (!algorithms.every((name) => family.includes(name))) {
    const problem = `must be a list of ${family.join(", ")}, as ${source} is set`;
    return no([{ setting: "JWT_ALGORITHMS", problem }]);
  }

  switch (source) {
    case "JWT_SECRET": {
      const secret = new TextEncoder().encode(given.JWT_SECRET);
      if (secret.byteLength < LIMITS.jwtSecretBytes) {
        const problem = `is shorter than ${LIMITS.jwtSecretBytes} bytes`;
        return no([{ setting: "JWT_SECRET", problem }]);
      }
      return ok({ keys: { kind: "secret", secret }, algorithms });
    }
    case "JWT_PUBLIC_KEY": {
      // Secrets are often stored on one line.
      const pem = given.JWT_PUBLIC_KEY?.replaceAll("\\n", "\n").trim() ?? "";
      const byAlgorithm = await importPublicKey(pem, algorithms);
      if (byAlgorithm.size === 0) {
        const problem = `is not a PEM public key (SPKI) for ${algorithms.join(", ")}`;
        return no([{ setting: "JWT_PUBLIC_KEY", problem }]);
      }
      return ok({ keys: { kind: "public", byAlgorithm }, algorithms: [...byAlgorithm.keys()] });
    }
    case "JWT_JWKS_URL":
      return ok({ keys: { kind: "jwks", url: given.JWT_JWKS_URL ?? "" }, algorithms });
  }
}

/** The key as each of the algorithms it can serve: an RSA key serves two, others one. */
async function importPublicKey(
  pem: string,
  algorithms: readonly string[],
): Promise<ReadonlyMap<string, CryptoKey>> {
  const byAlgorithm = new Map<string, CryptoKey>();
  for (const algorithm of algorithms) {
    try {
      byAlgorithm.set(algorithm, await importSPKI(pem, algorithm));
    } catch {
      // Not a key of this algorithm's family.
    }
  }
  return byAlgorithm;
}
