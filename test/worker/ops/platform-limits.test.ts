// Bounds set by the platform's own sizes, of an attachment and of a row.

import { runInDurableObject } from "cloudflare:test";
import { describe, it } from "vitest";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { vipToken } from "../../support/auth/access-tokens.ts";
import {
  freshHub,
  newSignal,
  publish,
  signalUpdate,
  type TestHub,
} from "../../support/hub/test-hub.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

const ROW_BYTES = 2_000_000;

function rowSizes(hub: TestHub): Promise<readonly number[]> {
  return runInDurableObject(hub.stub, (_, { storage }) =>
    storage.sql
      .exec<{ bytes: number }>(
        "SELECT octet_length(frames) + octet_length(changes) AS bytes FROM log",
      )
      .toArray()
      .map(({ bytes }) => bytes),
  );
}

describe("a row of the log", () => {
  it("stays below the platform's size though every update carries its whole signal", async ({
    expect,
  }) => {
    const hub = freshHub();
    // Three bytes each in UTF-8, one character in JSON text.
    await publish(hub, newSignal({ note: `"${"€".repeat(LIMITS.signalChars - 1_000)}"` }));
    const updates = Array.from({ length: 40 }, (_, n) => signalUpdate("1", `{"spread":${n}}`));

    await publish(hub, ...updates);

    const sizes = await rowSizes(hub);
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThan(ROW_BYTES);
    expect(await hub.stub.stats()).toMatchObject({ seq: 41, oldest_seq: 1 });
  });
});

describe("a filter", () => {
  it("of the maximum width fits the attachment, and the socket gets the feed", async ({
    expect,
  }) => {
    const hub = freshHub();
    const coins = Array.from(
      { length: 58 },
      (_, n) => `${n}${"€".repeat(LIMITS.filterValueChars - 2)}`,
    );
    const query = `coin_name=${encodeURIComponent(["NB", ...coins].join())}`;
    const token = await vipToken({ sub: "€".repeat(LIMITS.userIdChars) });

    const socket = await TestSocket.connect(hub, query, token);
    await publish(hub, newSignal());

    expect(await socket.next()).toBe(newSignal());
  });

  it("past that width is rejected, and leaves no socket behind", async ({ expect }) => {
    const hub = freshHub();
    const coins = Array.from(
      { length: 80 },
      (_, n) => `${n}${"x".repeat(LIMITS.filterValueChars - 2)}`,
    );

    const socket = await TestSocket.open(hub, `coin_name=${coins.join()}`, await vipToken());

    expect(await socket.closed).toEqual({ code: 1008, reason: "Query breaks the schema" });
    expect(await runInDurableObject(hub.stub, (_, state) => state.getWebSockets().length)).toBe(0);
  });
});
