// The requests for actions on members.

import { describe, it } from "vitest";
import {
  isAddressable,
  adminRequest,
  parseUntil,
} from "../../../../../src/board/operator/actions/admin-action.ts";

describe("the request for an action", () => {
  it.for([
    [
      { kind: "grant", userId: "123", until: "2026-12-31T00:00:00.000Z" },
      {
        method: "PUT",
        path: "/internal/members/123",
        body: { vip_until: "2026-12-31T00:00:00.000Z" },
      },
    ],
    [
      { kind: "grant", userId: "123", until: null },
      { method: "PUT", path: "/internal/members/123", body: { vip_until: null } },
    ],
    [
      { kind: "revoke", userId: "a/b?c" },
      { method: "DELETE", path: "/internal/members/a%2Fb%3Fc" },
    ],
    [
      { kind: "disconnect", userId: "Ю", notBefore: null },
      { method: "POST", path: "/internal/members/%D0%AE/disconnect", body: {} },
    ],
    [
      { kind: "disconnect", userId: "1", notBefore: 1_700_000_000 },
      {
        method: "POST",
        path: "/internal/members/1/disconnect",
        body: { not_before: 1_700_000_000 },
      },
    ],
  ] as const)("%j", ([action, request], { expect }) => {
    expect(adminRequest(action)).toEqual(request);
  });
});

describe("the user id", () => {
  it.for(["123", "auth0|5f7c", "...", "Ю", "a/b"])("%j fits into a path", (userId, { expect }) => {
    expect(isAddressable(userId)).toBe(true);
  });

  it.for(["", ".", "..", "\ud800"])("%j doesn't", (userId, { expect }) => {
    expect(isAddressable(userId)).toBe(false);
  });
});

describe("the end of a grant", () => {
  it("is a time in the browser's own zone", ({ expect }) => {
    const until = parseUntil("2026-12-31T18:30");

    expect(until).toEqual({ ok: true, value: new Date(2026, 11, 31, 18, 30).toISOString() });
  });

  it("is null for an empty field, and an error for an unreadable one", ({ expect }) => {
    expect(parseUntil("")).toEqual({ ok: true, value: null });
    expect(parseUntil("tomorrow")).toEqual({ ok: false, error: "unreadable" });
  });
});
