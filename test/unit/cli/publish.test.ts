// `signal-hub publish` against a stand-in for the publish endpoint.

import { describe, it } from "vitest";

import { FakePublishEndpoint } from "../../support/cli/fake-publish-endpoint.ts";
import { runCli, SLOW_START } from "../../support/cli/run-cli.ts";

const UPDATE =
  '{"type":"signal_update","signal_type":"mexc_spot_futures","signal_id":12345678901234567890,"data":{"spread":9.12,"mexc_spot_price":0.00670000}}';
const ACCEPTED = '{"epoch":"k3f9x2","seq":43,"results":[]}';
const KEY = "0123456789abcdef0123456789abcdef";

describe("publish", SLOW_START, () => {
  it("sends an argument digit for digit, and prints the answer", async ({ expect }) => {
    const hub = await FakePublishEndpoint.start(200, ACCEPTED);

    const done = await runCli(["publish", UPDATE, "--url", hub.url, "--key", KEY]);
    await hub.close();

    expect(done).toEqual({ code: 0, stdout: `${ACCEPTED}\n`, stderr: "" });
    expect(hub.received).toHaveLength(1);
    expect(hub.received[0]).toMatchObject({
      path: "/internal/signals",
      body: UPDATE,
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
    });
    expect(hub.received[0]?.headers).not.toHaveProperty("idempotency-key");
  });

  it("joins several messages to one array without a change", async ({ expect }) => {
    const hub = await FakePublishEndpoint.start(200, ACCEPTED);

    await runCli(["publish", UPDATE, `[${UPDATE}, ${UPDATE}]`, "--url", hub.url, "--key", KEY]);
    await hub.close();

    expect(hub.received.map(({ body }) => body)).toEqual([`[${UPDATE},${UPDATE},${UPDATE}]`]);
  });

  it("reads NDJSON from standard input, and gives each batch an idempotency key of its own", async ({
    expect,
  }) => {
    const hub = await FakePublishEndpoint.start(200, ACCEPTED);

    const { code, stdout } = await runCli(["publish", "--idempotency-key", "run-7"], {
      env: { SIGNAL_HUB_URL: hub.url.replace("http:", "ws:") },
      devVars: `PRODUCER_KEYS=scanner:${KEY},other:x`,
      stdin: `${UPDATE}\n`.repeat(1001),
    });
    await hub.close();

    expect({ code, stdout }).toEqual({ code: 0, stdout: `${ACCEPTED}\n`.repeat(2) });
    expect(hub.received.map(({ headers }) => headers["idempotency-key"])).toEqual([
      "run-7",
      "run-7-2",
    ]);
    expect(hub.received[1]).toMatchObject({
      body: UPDATE,
      headers: { authorization: `Bearer ${KEY}` },
    });
  });

  it("prints the problem and ends with 1 when the service refuses", async ({ expect }) => {
    const problem = {
      title: "Body breaks the schema",
      code: "body_invalid",
      detail: "One item is not valid.",
      errors: [{ index: 0, path: "/data/id", reason: "is missing" }],
    };
    const hub = await FakePublishEndpoint.start(422, JSON.stringify(problem));

    const { code, stdout, stderr } = await runCli([
      "publish",
      "{}",
      "--url",
      hub.url,
      "--key",
      KEY,
    ]);
    await hub.close();

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      "Body breaks the schema (422 body_invalid)\nOne item is not valid.\n  item 0 /data/id: is missing\n",
    );
  });

  it("ends with 3 when the service can't be reached, and doesn't print the key", async ({
    expect,
  }) => {
    const hub = await FakePublishEndpoint.start(200, ACCEPTED);
    const { url } = hub;
    await hub.close();

    const { code, stderr } = await runCli(["publish", UPDATE, "--url", url, "--key", KEY]);

    expect(code).toBe(3);
    expect(stderr).toContain("ECONNREFUSED");
    expect(stderr).not.toContain(KEY);
  });
});
