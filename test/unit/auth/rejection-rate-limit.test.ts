// Addresses of one client share a rate limit of rejections.

import { it } from "vitest";
import { addressKey, consume } from "../../../src/auth/rejection-rate-limit.ts";

it.for([
  ["192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:0DB8:0001:0002::", "2001:db8:1:2"],
  ["2001:db8:1:2::9", "2001:db8:1:2"],
  ["2001:db8::9", "2001:db8:0:0"],
  ["2001:db8:0:0:ffff:ffff:ffff:ffff", "2001:db8:0:0"],
  ["2001:db8:0:1::", "2001:db8:0:1"],
  ["::1", "0:0:0:0"],
  ["::", "0:0:0:0"],
  ["1::2:3:4:5:6:7", "1:0:2:3"],
  ["::2:3:4:5:6:7:8", "0:2:3:4"],
  ["0:0:0:0:0:0:0:1", "0:0:0:0"],
  ["1::", "1:0:0:0"],
  ["1:2:3::", "1:2:3:0"],
] as const)("%s counts as %s", ([address, key], { expect }) => {
  const request = new Request("http://hub.test/", { headers: { "CF-Connecting-IP": address } });

  expect(addressKey(request)).toBe(key);
});

it("counts requests without an address as one client", ({ expect }) => {
  expect(addressKey(new Request("http://hub.test/"))).toBe("unknown");
});

it.for([true, false])(
  "a refusal is counted under that key, and may be had? %s",
  async (success, { expect }) => {
    const limitCalls: RateLimitOptions[] = [];
    const limit = async (options: RateLimitOptions): Promise<RateLimitOutcome> => {
      limitCalls.push(options);
      return { success };
    };
    const headers = { "CF-Connecting-IP": "2001:db8::9" };

    expect(await consume(new Request("http://hub.test/", { headers }), { limit })).toBe(success);

    expect(limitCalls).toEqual([{ key: "2001:db8:0:0" }]);
  },
);
