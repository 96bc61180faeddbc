// The issuer's key set by URL: asked for by one request at a time, however many need it.

import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose";
import { LIMITS } from "../protocol/limits.ts";

/** The key set can't be had, which is no fault of the token's. */
export class KeysUnreachable extends Error {}

type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

/** A request of the key set that is under way. */
interface Flight {
  readonly landed: Promise<void>;
  /** When whoever made it is given up, Unix milliseconds. */
  readonly until: number;
}

const known = new Map<string, JWTVerifyGetKey>();

/** One key set an isolate: it is fetched once, and again at most every 30 s for a `kid` it doesn't hold. */
export function issuerKeys(url: string): JWTVerifyGetKey {
  const there = known.get(url);
  if (there !== undefined) return there;
  const remote = createRemoteJWKSet(new URL(url), { timeoutDuration: LIMITS.keySetMs });
  const share = sharedReload(remote);
  const keys: JWTVerifyGetKey = async (header, token) => {
    if (needsReload(remote, header.kid)) await share();
    try {
      return await remote(header, token);
    } catch (error) {
      if (isAboutToken(error)) throw error;
      throw new KeysUnreachable();
    }
  };
  known.set(url, keys);
  return keys;
}

/**
 * In a Worker the library asks once for each request that finds no keys: after a restart that would be once for
 * every client that comes back.
 */
function sharedReload(remote: RemoteKeys): () => Promise<void> {
  let flight: Flight | undefined;
  return async () => {
    if (flight !== undefined && Date.now() < flight.until) {
      // Should its request be cancelled, the platform cancels what that awaits, too: it would never land.
      const { landed, until } = flight;
      const late = scheduler.wait(Math.max(0, until - Date.now())).then(() => {
        throw new KeysUnreachable();
      });
      return Promise.race([landed, late]);
    }
    const own = { landed: reload(remote), until: Date.now() + 2 * LIMITS.keySetMs };
    flight = own;
    try {
      await own.landed;
    } finally {
      if (flight === own) flight = undefined;
    }
  };
}

async function reload(remote: RemoteKeys): Promise<void> {
  try {
    await remote.reload();
  } catch {
    throw new KeysUnreachable();
  }
}

function needsReload(remote: RemoteKeys, kid: string | undefined): boolean {
  if (!remote.fresh) return true;
  if (kid === undefined || remote.coolingDown) return false;
  return remote.jwks()?.keys.every((key) => key.kid !== kid) ?? true;
}

/** Whether the key set was there and the token just doesn't fit it. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
