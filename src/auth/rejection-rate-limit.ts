// The rate limit of rejected upgrades by address. Each rejection holds a socket open until the client closes.

/** Counts one rejection of this address. `false` past the limit of the minute (wrangler.toml). */
export async function consume(request: Request, limiter: RateLimit): Promise<boolean> {
  const { success } = await limiter.limit({ key: addressKey(request) });
  return success;
}

/** The address of the client, for IPv6 its /64, because a network assigns a /64 per customer. */
export function addressKey(request: Request): string {
  const address = request.headers.get("CF-Connecting-IP") ?? "unknown";
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const after = tail === "" ? [] : tail.split(":");
    while (groups.length + after.length < 8) groups.push("0");
    groups.push(...after);
  }
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, "").toLowerCase())
    .join(":");
}
