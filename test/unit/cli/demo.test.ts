// `signal-hub demo` against a stand-in for the publish endpoint.

import { describe, it } from "vitest";

import { FakePublishEndpoint } from "../../support/cli/fake-publish-endpoint.ts";
import { runCli, SLOW_START } from "../../support/cli/run-cli.ts";

const KEY = "0123456789abcdef0123456789abcdef";

describe("demo", SLOW_START, () => {
  it("publishes --count messages, each request with an idempotency key of its own", async ({
    expect,
  }) => {
    const hub = await FakePublishEndpoint.start(200, "{}");

    const done = await runCli([
      "demo",
      "--url",
      hub.url,
      "--key",
      KEY,
      "--rate",
      "400",
      "--count",
      "50",
    ]);
    await hub.close();

    expect(done).toEqual({ code: 0, stdout: "", stderr: "" });
    const messages = hub.received.flatMap(({ body }) => JSON.parse(body) as unknown); // SAFETY: JSON.
    expect(messages).toHaveLength(50);
    const keys = hub.received.map(({ headers }) => headers["idempotency-key"]);
    expect(new Set(keys).size).toBe(hub.received.length);
  });

  it("prints the problem and ends with 1 when the service refuses", async ({ expect }) => {
    const hub = await FakePublishEndpoint.start(
      401,
      '{"title":"Unauthorized","code":"unauthorized"}',
    );

    const { code, stderr } = await runCli(["demo", "--url", hub.url, "--key", KEY]);
    await hub.close();

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "demo: Unauthorized (401 unauthorized)\n",
    });
    expect(hub.received).toHaveLength(1);
  });
});
