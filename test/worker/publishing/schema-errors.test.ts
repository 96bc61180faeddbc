// Well-formed bodies that break the schema. The error names the item, the path and the reason.

import { describe, it } from "vitest";
import { freshHub, newSignal, post, publish, signalUpdate } from "../../support/hub/test-hub.ts";

/** Part of the bodies, and of no response. */
const CANARY = "c4n4ry";
const ENVELOPE = '"signal_type":"mexc_dex"';
const LONGEST = "i".repeat(126);

describe("is rejected with the path and the reason", () => {
  it.for<[string, string, string, string]>([
    ["no object", `"${CANARY}"`, "", "must be an object"],
    ["a number", "7", "", "must be an object"],
    ["null", "null", "", "must be an object"],
    ["an array in the batch", `[[${CANARY.length}]]`, "", "must be an object"],
    ["no type", `{${ENVELOPE},"data":{"id":1}}`, "/type", "must be new_signal or signal_update"],
    [
      "an unknown type",
      `{"type":"${CANARY}",${ENVELOPE},"data":{"id":1}}`,
      "/type",
      "must be new_signal or signal_update",
    ],
    [
      "a type in capitals",
      newSignal().replace("new_signal", "NEW_SIGNAL"),
      "/type",
      "must be new_signal or signal_update",
    ],
    [
      "an unknown key",
      `{"${CANARY}":1,${newSignal().slice(1)}`,
      "",
      "has a key that the schema doesn't know",
    ],
    [
      "an update's key in a new signal",
      `{"signal_id":1,${newSignal().slice(1)}`,
      "",
      "has a key that the schema doesn't know",
    ],
    [
      "an end in an update",
      `{"expires_at":"2030-01-01",${signalUpdate("1", "{}").slice(1)}`,
      "",
      "has a key that the schema doesn't know",
    ],
    [
      "the hub's own key",
      `{"seq":1,${newSignal().slice(1)}`,
      "",
      "has a key that the schema doesn't know",
    ],
    ["no signal_type", '{"type":"new_signal","data":{"id":1}}', "/signal_type", "must be a string"],
    [
      "an unknown signal_type",
      newSignal().replace("mexc_spot_futures", CANARY),
      "/signal_type",
      "must be one of mexc_spot_futures, funding_rate, mexc_dex",
    ],
    [
      "a signal_type that is no string",
      newSignal().replace('"mexc_spot_futures"', "1"),
      "/signal_type",
      "must be a string",
    ],
    ["no data", `{"type":"new_signal",${ENVELOPE}}`, "/data", "must be an object"],
    ["data null", `{"type":"new_signal",${ENVELOPE},"data":null}`, "/data", "must be an object"],
    [
      "data an array",
      `{"type":"new_signal",${ENVELOPE},"data":["${CANARY}"]}`,
      "/data",
      "must be an object",
    ],
    [
      "data a string",
      `{"type":"new_signal",${ENVELOPE},"data":"${CANARY}"}`,
      "/data",
      "must be an object",
    ],
    ["no id", `{"type":"new_signal",${ENVELOPE},"data":{}}`, "/data/id", "is missing"],
    [
      "no signal_id",
      `{"type":"signal_update",${ENVELOPE},"data":{}}`,
      "/signal_id",
      "must be an integer or a string",
    ],
    [
      "another id inside an update",
      signalUpdate("1", '{"id":2}'),
      "/data/id",
      "must be the signal_id, or be left out",
    ],
    [
      "a string id inside an update of a number",
      signalUpdate("1", '{"id":"1"}'),
      "/data/id",
      "must be the signal_id, or be left out",
    ],
    ["an end that is no time", expiring(`"${CANARY}"`), "/expires_at", "must be an ISO 8601 time"],
    [
      "an end that no calendar has",
      expiring('"2025-02-30T00:00:00Z"'),
      "/expires_at",
      "must be an ISO 8601 time",
    ],
    ["an end in seconds", expiring("1765713600"), "/expires_at", "must be an ISO 8601 time"],
    ["an end of null", expiring("null"), "/expires_at", "must be an ISO 8601 time"],
  ])("%s", async ([, body, path, reason], { expect }) => {
    const hub = freshHub();

    const response = await post(hub, body);

    const text = await response.text();
    expect(response.status).toBe(422);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    expect(JSON.parse(text)).toEqual({
      type: "urn:signal-hub:error:body_invalid",
      title: "Body breaks the schema",
      status: 422,
      code: "body_invalid",
      errors: [{ index: 0, path, reason }],
    });
    expect(text).not.toContain(CANARY);
    expect(await hub.stub.stats()).toMatchObject({ seq: 0, signals: 0 });
    expect(await publish(hub, newSignal())).toMatchObject({ seq: 1 });
  });
});

describe("an id", () => {
  const WRONG = "must be an integer or a non-empty string";

  it.for([
    ["1.5", WRONG],
    ["1.0", WRONG],
    ["1e3", WRONG],
    ["-0", WRONG],
    ['""', WRONG],
    ["null", WRONG],
    ["true", WRONG],
    ["[1]", WRONG],
    ['{"a":1}', WRONG],
    ["9".repeat(129), "is longer than 128 characters"],
    [`"${LONGEST}i"`, "is longer than 128 characters"],
  ] as const)("%s is refused in data", async ([id, reason], { expect }) => {
    const response = await post(freshHub(), newSignal({ id }));

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      errors: [{ index: 0, path: "/data/id", reason }],
    });
  });

  it.for(["1.5", "1e3", "-0", '""', "null", "9".repeat(129)])(
    "%s is refused as signal_id",
    async (id, { expect }) => {
      const response = await post(freshHub(), signalUpdate(id, "{}"));

      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ errors: [{ index: 0, path: "/signal_id" }] });
    },
  );

  it.for(["0", "-1", "9".repeat(128), '"a"', `"${LONGEST}"`, '"𝄞"'])(
    "%s is taken",
    async (id, { expect }) => {
      const hub = freshHub();

      const response = await publish(
        hub,
        newSignal({ id }),
        signalUpdate(id, `{"id":${id},"x":1}`),
      );

      expect(response).toMatchObject({ seq: 2 });
      expect(await hub.stub.stats()).toMatchObject({ signals: 1 });
    },
  );

  it("is the same in every spelling of its string", async ({ expect }) => {
    const hub = freshHub();

    await publish(hub, newSignal({ id: '"A/b"' }), signalUpdate('"\\u0041\\/b"', '{"x":1}'));

    expect(await hub.stub.stats()).toMatchObject({ seq: 2, signals: 1 });
  });
});

function expiring(end: string): string {
  return `{"expires_at":${end},${newSignal().slice(1)}`;
}
