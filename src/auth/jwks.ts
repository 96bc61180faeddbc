// The issuer's key set (JWKS) by URL. One request at a time fetches it, however many requests need it.

import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose";
import { LIMITS } from "../protocol/limits.ts";

/** The key set is unavailable, so the token can be neither accepted nor rejected. */
export class JwksUnavailable extends Error {}

type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

/** A fetch of the key set in progress. */
interface PendingReload {
  readonly done: Promise<void>;
  /** Unix milliseconds. Afterwards another request may fetch. */
  readonly deadline: number;
}

const cache = new Map<string, JWTVerifyGetKey>();

/** The key set of this URL, one per isolate. A `kid` outside of it causes a fetch at most every 30 s. */
export function remoteJwks(url: string): JWTVerifyGetKey {
  const cached = cache.get(url);
  if (cached !== undefined) return cached;
  const remote = createRemoteJWKSet(new URL(url), { timeoutDuration: LIMITS.jwksTimeoutMs });
  const reloadOnce = coalesceReloads(remote);
  const keys: JWTVerifyGetKey = async (header, token) => {
    if (needsReload(remote, header.kid)) await reloadOnce();
    try {
      return await remote(header, token);
    } catch (error) {
      if (isTokenError(error)) throw error;
      throw new JwksUnavailable();
    }
  };
  cache.set(url, keys);
  return keys;
}

/**
 * Shares one fetch between requests. In a Worker the library fetches once per request without keys, once per
 * reconnecting client after a restart.
 */
function coalesceReloads(remote: RemoteKeys): () => Promise<void> {
  let current: PendingReload | undefined;
  return async () => {
    if (current !== undefined && Date.now() < current.deadline) {
      // The platform cancels the fetch together with the request that started it, and then it never settles.
      const { done, deadline } = current;
      const timeout = scheduler.wait(Math.max(0, deadline - Date.now())).then(() => {
        throw new JwksUnavailable();
      });
      return Promise.race([done, timeout]);
    }
    const pending = { done: reload(remote), deadline: Date.now() + 2 * LIMITS.jwksTimeoutMs };
    current = pending;
    try {
      await pending.done;
    } finally {
      if (current === pending) current = undefined;
    }
  };
}

async function reload(remote: RemoteKeys): Promise<void> {
  try {
    await remote.reload();
  } catch {
    throw new JwksUnavailable();
  }
}

function needsReload(remote: RemoteKeys, kid: string | undefined): boolean {
  if (!remote.fresh) return true;
  if (kid === undefined || remote.coolingDown) return false;
  return remote.jwks()?.keys.every((key) => key.kid !== kid) ?? true;
}

/** Whether the key set was fetched and has no key for the token. */
function isTokenError(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
