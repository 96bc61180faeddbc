// Which pages may open a socket.

/**
 * Exact match against the list; an empty list allows every origin. Clients that are no browser send none,
 * and a token is not ambient, so an absent `Origin` is no danger (RFC 6455 section 10.2).
 */
export function originAllowed(headers: Headers, allowed: readonly string[]): boolean {
  const origin = headers.get("Origin");
  return origin === null || allowed.length === 0 || allowed.includes(origin);
}
