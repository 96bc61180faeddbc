// How many refusals an address may cause before it gets no more sockets to hold open.

/** Counts one refusal of this address; `false` once its budget for the minute is spent. */
export async function consume(request: Request, limiter: RateLimit): Promise<boolean> {
  const { success } = await limiter.limit({ key: addressKey(request) });
  return success;
}

/** IPv6 networks hand out a /64 to each customer: that, not the address, is one client. */
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
