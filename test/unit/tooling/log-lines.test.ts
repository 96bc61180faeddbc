// The checker of log lines in the Worker's tests finds secrets and malformed events.

import { describe, it } from "vitest";
import { problemWithLogLine } from "../../support/checks/log-lines.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { JWT_SECRET, OPERATOR_KEY, PRODUCER_KEY } from "../../support/test-settings.ts";

describe("a line of the log", () => {
  it.for([
    ['{"event":"hub.started","seq":0}'],
    ['{"event":"socket.disconnected","why":"client","code":null,"seconds":1.5,"revoked":true}'],
  ])("%s is accepted", ([line], { expect }) => {
    expect(problemWithLogLine([line])).toBeNull();
  });

  it.for<[string, () => string | Promise<string>]>([
    ["a token", () => vipToken()],
    ["the tokens' secret", () => JWT_SECRET],
    ["a producer's key", () => PRODUCER_KEY],
    ["an operator's key", () => OPERATOR_KEY],
    ["a canary", () => "c4n4ry"],
    ["a header", () => "Bearer x"],
    ["a long text", () => "x".repeat(300)],
  ])("with %s is reported", async ([, secretOf], { expect }) => {
    const line = JSON.stringify({ event: "request.failed", error: await secretOf() });

    expect(problemWithLogLine([line])).not.toBeNull();
  });

  it.for([
    ["no event"],
    ['{"seq":0}'],
    ['["event"]'],
    ["null"],
    ['{"event":"a","fields":{"b":1}}'],
    ['{"event":"a","list":[]}'],
  ])("is reported where it is no flat event: %s", ([line], { expect }) => {
    expect(problemWithLogLine([line])).not.toBeNull();
  });

  it("is checked with all its arguments, not only the first", ({ expect }) => {
    expect(problemWithLogLine(['{"event":"a"}', JWT_SECRET])).not.toBeNull();
  });
});
