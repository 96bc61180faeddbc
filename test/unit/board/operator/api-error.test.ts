// What an answer other than 2xx means to somebody at the operator's page.

import { describe, it } from "vitest";
import { parseApiError } from "../../../../src/board/operator/api-error.ts";

const errors = [{ index: 0, path: "/vip_until", reason: "is ISO 8601 or null" }];

describe("trouble", () => {
  it.for([
    ["a wrong key", 401, '{"title":"Unauthorized"}', { kind: "key_refused" }],
    ["a full service", 503, "{}", { kind: "busy" }],
    [
      "what breaks a rule, place by place",
      422,
      JSON.stringify({ errors }),
      { kind: "invalid", errors },
    ],
    [
      "another refusal in its own words",
      409,
      '{"title":"Signal exists","detail":"with other data."}',
      { kind: "refused", status: 409, reason: "Signal exists: with other data." },
    ],
    [
      "a list of nothing readable",
      422,
      '{"title":"No","errors":[1]}',
      { kind: "refused", status: 422, reason: "No" },
    ],
    ["an answer of somebody else", 502, "<html>", { kind: "refused", status: 502, reason: "" }],
    ["an answer that is no object", 500, "null", { kind: "refused", status: 500, reason: "" }],
  ] as const)("%s", ([, status, body, apiError], { expect }) => {
    expect(parseApiError(status, body)).toEqual(apiError);
  });
});
