// The errors of failed requests.

import { describe, it } from "vitest";
import { parseApiError } from "../../../../src/board/operator/api-error.ts";

const errors = [{ index: 0, path: "/vip_until", reason: "is ISO 8601 or null" }];

describe("a failed response", () => {
  it.for([
    ["has a rejected key at 401", 401, '{"title":"Unauthorized"}', { kind: "key_rejected" }],
    ["has a busy service at 503", 503, "{}", { kind: "busy" }],
    [
      "has each broken rule with its path",
      422,
      JSON.stringify({ errors }),
      { kind: "invalid", errors },
    ],
    [
      "has the service's own words for any other status",
      409,
      '{"title":"Signal exists","detail":"with other data."}',
      { kind: "rejected", status: 409, reason: "Signal exists: with other data." },
    ],
    [
      "ignores unreadable items",
      422,
      '{"title":"No","errors":[1]}',
      { kind: "rejected", status: 422, reason: "No" },
    ],
    [
      "has no reason where the body is no JSON",
      502,
      "<html>",
      { kind: "rejected", status: 502, reason: "" },
    ],
    [
      "has no reason where the body is no object",
      500,
      "null",
      { kind: "rejected", status: 500, reason: "" },
    ],
  ] as const)("%s", ([, status, body, apiError], { expect }) => {
    expect(parseApiError(status, body)).toEqual(apiError);
  });
});
