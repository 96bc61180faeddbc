// The `Origin` check of sockets and reads.

/**
 * Whether the request's `Origin` is on the list. An empty list allows every origin. Clients other than browsers
 * send no `Origin`. It is safe, because a token is never ambient (RFC 6455 section 10.2).
 */
export function originAllowed(headers: Headers, allowed: readonly string[]): boolean {
  const origin = headers.get("Origin");
  return origin === null || allowed.length === 0 || allowed.includes(origin);
}
