// Settings for token verification: one shared secret, one public key, or the URL of a key set.

import { importSPKI, type CryptoKey } from "jose";
import { LIMITS } from "../protocol/limits.ts";
import { err, ok, type Result } from "../protocol/result.ts";

/** The source of verification keys. A public key is imported once for each of its algorithms. */
export type JwtKeys =
  | { readonly kind: "secret"; readonly secret: Uint8Array }
  | { readonly kind: "public"; readonly byAlgorithm: ReadonlyMap<string, CryptoKey> }
  | { readonly kind: "jwks"; readonly url: string };

/** The verification keys, and the only algorithms to accept. */
export interface JwtVerification {
  readonly keys: JwtKeys;
  readonly algorithms: readonly string[];
}

type JwtKeySetting = "JWT_SECRET" | "JWT_PUBLIC_KEY" | "JWT_JWKS_URL" | "JWT_ALGORITHMS";

type JwtKeySettings = { readonly [Name in JwtKeySetting]?: string };

interface JwtKeyProblem {
  readonly setting: JwtKeySetting;
  readonly problem: string;
}

const SECRET_ALGORITHMS = ["HS256"] as const;
const PUBLIC_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"] as const;

/**
 * Reads the keys and their algorithms, or returns every problem. A shared secret beside a public key is a problem,
 * because algorithm confusion (RFC 8725 section 2.1) turns a public key into a secret.
 */
export async function readJwtKeys(
  raw: JwtKeySettings,
): Promise<Result<JwtVerification, readonly JwtKeyProblem[]>> {
  const sources = (["JWT_SECRET", "JWT_PUBLIC_KEY", "JWT_JWKS_URL"] as const).filter(
    (name) => name in raw,
  );
  const [source] = sources;
  if (source === undefined) {
    return err([
      { setting: "JWT_SECRET", problem: "is missing (or JWT_PUBLIC_KEY or JWT_JWKS_URL)" },
    ]);
  }
  if (sources.length > 1) {
    return err(
      sources.map((setting) => ({
        setting,
        problem: "is set beside another: keep one of JWT_SECRET, JWT_PUBLIC_KEY and JWT_JWKS_URL",
      })),
    );
  }

  const family: readonly string[] = source === "JWT_SECRET" ? SECRET_ALGORITHMS : PUBLIC_ALGORITHMS;
  const algorithms = raw.JWT_ALGORITHMS?.split(",").map((name) => name.trim()) ?? family;
  if (!algorithms.every((name) => family.includes(name))) {
    const problem = `must be a list of ${family.join(", ")}, as ${source} is set`;
    return err([{ setting: "JWT_ALGORITHMS", problem }]);
  }

  switch (source) {
    case "JWT_SECRET": {
      const secret = new TextEncoder().encode(raw.JWT_SECRET);
      if (secret.byteLength < LIMITS.minJwtSecretBytes) {
        const problem = `is shorter than ${LIMITS.minJwtSecretBytes} bytes`;
        return err([{ setting: "JWT_SECRET", problem }]);
      }
      return ok({ keys: { kind: "secret", secret }, algorithms });
    }
    case "JWT_PUBLIC_KEY": {
      // Secrets are often stored on one line.
      const pem = raw.JWT_PUBLIC_KEY?.replaceAll("\\n", "\n").trim() ?? "";
      const byAlgorithm = await importPublicKey(pem, algorithms);
      if (byAlgorithm.size === 0) {
        const problem = `is not a PEM public key (SPKI) for ${algorithms.join(", ")}`;
        return err([{ setting: "JWT_PUBLIC_KEY", problem }]);
      }
      return ok({ keys: { kind: "public", byAlgorithm }, algorithms: [...byAlgorithm.keys()] });
    }
    case "JWT_JWKS_URL":
      return ok({ keys: { kind: "jwks", url: raw.JWT_JWKS_URL ?? "" }, algorithms });
  }
}

/** The key by algorithm. An RSA key serves two algorithms, any other key one. */
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
