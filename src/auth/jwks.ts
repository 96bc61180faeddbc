// The issuer's key set by URL: asked for by one request at a time, however many need it.

import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from "jose";
import { SERVER_LIMITS } from "../limits.ts";

/** The key set can't be had, which is no fault of the token's. */
export class JwksUnavailable extends Error {}

type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

/** A request of the key set that is under way. */
interface PendingReload {
  readonly done: Promise<void>;
  /** When whoever made it is given up, Unix milliseconds. */
  readonly deadline: number;
}

const cache = new Map<string, JWTVerifyGetKey>();

/** One key set an isolate: it is fetched once, and again at most every 30 s for a `kid` it doesn't hold. */
export function remoteJwks(url: string): JWTVerifyGetKey {
  const cached = cache.get(url);
  if (cached !== undefined) return cached;
  const remote = createRemoteJWKSet(new URL(url), { timeoutDuration: SERVER_LIMITS.jwksTimeoutMs });
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
 * In a Worker the library asks once for each request that finds no keys: after a restart that would be once for
 * every client that comes back.
 */
function coalesceReloads(remote: RemoteKeys): () => Promise<void> {
  let current: PendingReload | undefined;
  return async () => {
    if (current !== undefined && Date.now() < current.deadline) {
      // Should its request be cancelled, the platform cancels what that awaits, too: it would never land.
      const { done: landed, deadline: until } = current;
      const timeout = scheduler.wait(Math.max(0, until - Date.now())).then(() => {
        throw new JwksUnavailable();
      });
      return Promise.race([landed, timeout]);
    }
    const pending = {
      done: reload(remote),
      deadline: Date.now() + 2 * SERVER_LIMITS.jwksTimeoutMs,
    };
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

/** Whether the key set was there and the token just doesn't fit it. */
function isTokenError(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
