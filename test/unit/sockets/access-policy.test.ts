// How long a user may listen, at the very millisecond.

import { describe, it } from "vitest";
import type { TokenClaims } from "../../../src/hub-request.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { checkAccess } from "../../../src/sockets/connections/access-policy.ts";
import type { Member } from "../../../src/sockets/ports/directory.ts";

const NOW = 1_700_000_000_000;
const SECONDS = NOW / 1_000;
const HOUR = 3_600_000;
const GRACE = LIMITS.tokenGraceMs;

const VIP: TokenClaims = { expiresAt: NOW + HOUR, issuedAt: SECONDS, vip: "unlimited" };
const NO_VIP: TokenClaims = { ...VIP, vip: "none" };
const FULL_TIME = granted(NOW + HOUR + GRACE, "unauthorized");
const UNAUTHORIZED = { granted: false, error: "unauthorized" };
const VIP_REQUIRED = { granted: false, error: "vip_required" };

describe("without a record the token decides", () => {
  it.for([
    ["VIP without end", VIP, FULL_TIME],
    [
      "VIP no longer than the token's grace",
      vip(NOW + HOUR + GRACE),
      granted(NOW + HOUR + GRACE, "vip_required"),
    ],
    ["VIP 1 ms longer than that", vip(NOW + HOUR + GRACE + 1), FULL_TIME],
    [
      "VIP that ends before the token",
      vip(NOW + HOUR - 1),
      granted(NOW + HOUR - 1, "vip_required"),
    ],
    ["VIP that ends in 1 ms", vip(NOW + 1), granted(NOW + 1, "vip_required")],
    ["VIP that ends now", vip(NOW), VIP_REQUIRED],
    ["VIP that ended", vip(0), VIP_REQUIRED],
    ["no VIP", NO_VIP, VIP_REQUIRED],
    ["an expired token in its grace", expiring(NOW - GRACE + 1), granted(NOW + 1, "unauthorized")],
    ["a token whose grace ends now", expiring(NOW - GRACE), UNAUTHORIZED],
    ["a dead token without VIP", { ...expiring(0), vip: "none" }, UNAUTHORIZED],
    ["a token that doesn't say when it was issued", { ...VIP, issuedAt: null }, FULL_TIME],
  ] as const)("%s", ([, claims, expected], { expect }) => {
    expect(checkAccess(claims, undefined, NOW)).toEqual(expected);
  });
});

describe("a record beats the token", () => {
  it.for([
    ["a grant without end lets a non-VIP in", NO_VIP, member("unlimited"), FULL_TIME],
    ["a grant until later does too", NO_VIP, member(NOW + 5), granted(NOW + 5, "vip_required")],
    ["a grant that ends now does not", NO_VIP, member(NOW), VIP_REQUIRED],
    ["a grant that ended shuts a VIP out", VIP, member(NOW - 1), VIP_REQUIRED],
    ["a revoked VIP stays out", VIP, member("none"), VIP_REQUIRED],
    ["a grant is longer than the token's VIP", vip(NOW + 1), member("unlimited"), FULL_TIME],
    [
      "a grant is shorter than the token's VIP",
      VIP,
      member(NOW + 1),
      granted(NOW + 1, "vip_required"),
    ],
    [
      "a grant doesn't outlast the token",
      expiring(NOW),
      member("unlimited"),
      granted(NOW + GRACE, "unauthorized"),
    ],
    ["a grant doesn't revive a token", expiring(NOW - GRACE), member("unlimited"), UNAUTHORIZED],
    ["a record without a word on VIP leaves it to a VIP's token", VIP, member("token"), FULL_TIME],
    [
      "a record without a word on VIP leaves it to a non-VIP's token",
      NO_VIP,
      member("token"),
      VIP_REQUIRED,
    ],
  ] as const)("%s", ([, rights, record, entitlement], { expect }) => {
    expect(checkAccess(rights, record, NOW)).toEqual(entitlement);
  });
});

describe("tokens from before a disconnection", () => {
  it.for([
    ["issued 1 s before", SECONDS - 1, UNAUTHORIZED],
    ["issued a fraction before", SECONDS - 0.001, UNAUTHORIZED],
    ["issued at that second", SECONDS, FULL_TIME],
    ["issued after it", SECONDS + 1, FULL_TIME],
    ["issued nobody knows when", null, UNAUTHORIZED],
  ] as const)("%s", ([, issuedAt, entitlement], { expect }) => {
    const record = member("token", SECONDS);

    expect(checkAccess({ ...VIP, issuedAt }, record, NOW)).toEqual(entitlement);
  });

  it("are refused as such even where VIP is granted or missing", ({ expect }) => {
    const old = { ...VIP, issuedAt: SECONDS - 1 };

    expect(checkAccess(old, member("unlimited", SECONDS), NOW)).toEqual(UNAUTHORIZED);
    expect(checkAccess(old, member("none", SECONDS), NOW)).toEqual(UNAUTHORIZED);
  });

  it("count from the epoch, too", ({ expect }) => {
    expect(checkAccess({ ...VIP, issuedAt: null }, member("token", 0), NOW)).toEqual(UNAUTHORIZED);
    expect(checkAccess({ ...VIP, issuedAt: 0 }, member("token", 0), NOW)).toEqual(FULL_TIME);
  });
});

function granted(at: number, error: "unauthorized" | "vip_required"): unknown {
  return { granted: true, ends: { at, error } };
}

function vip(until: number): TokenClaims {
  return { ...VIP, vip: until };
}

function expiring(expiresAt: number): TokenClaims {
  return { ...VIP, expiresAt };
}

function member(vip: Member["vip"], notBefore: number | null = null): Member {
  return { vip, notBefore };
}
