// Probing by unauthorized callers. No response reveals whether a user, a producer or a signal exists.

import { describe, it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { upgradeOutcome, UNAUTHORIZED, VIP_REQUIRED } from "../../support/hub/upgrade.ts";
import { sign } from "../../support/auth/signed-requests.ts";
import { freshHub, newSignal, operate, publish, type TestHub } from "../../support/hub/test-hub.ts";
import { OPERATOR_KEY, PRODUCER_KEY } from "../../support/test-settings.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";
import { comparableResponse } from "../../support/hub/comparable-response.ts";

/** A hub with users in different states, and one unknown user. */
async function populatedHub(): Promise<TestHub> {
  const hub = freshHub({ PRODUCER_KEYS: `scanner:${PRODUCER_KEY},other:${"o".repeat(32)}` });
  await TestSocket.connect(hub, "", await vipToken({ sub: "connected" }));
  await operate(hub, "PUT", "/members/granted", { vip_until: null });
  await operate(hub, "DELETE", "/members/revoked");
  await operate(hub, "POST", "/members/ended/disconnect", { not_before: 9_999_999_999 });
  await operate(hub, "PUT", "/sources/scanner", { expected_every_s: 60 });
  await publish(hub, newSignal());
  return hub;
}

const USERS = ["connected", "granted", "revoked", "ended", "unknown"];

describe("whether a user exists", () => {
  it("is not revealed without a token of theirs", async ({ expect }) => {
    const hub = await populatedHub();

    for (const sub of USERS) {
      const forged = await vipToken({ sub }, "x".repeat(32));
      expect(await upgradeOutcome(hub, { token: forged }), sub).toEqual(UNAUTHORIZED);
      const old = await vipToken({ sub, exp: 1 });
      expect(await upgradeOutcome(hub, { token: old }), sub).toEqual(UNAUTHORIZED);
    }
  });

  it("is not revealed by operators' endpoints without an operator's key", async ({ expect }) => {
    const hub = await populatedHub();

    const responses = await Promise.all(
      USERS.flatMap((user) =>
        ["PUT", "DELETE"].map(async (method) =>
          comparableResponse(
            await hub.fetch(`/internal/members/${user}`, {
              method,
              headers: { Authorization: `Bearer ${await vipToken({ sub: user })}` },
            }),
          ),
        ),
      ),
    );

    expect(new Set(responses.map((response) => JSON.stringify(response))).size).toBe(1);
  });

  it("is not revealed by the count of closed sockets, where there are none", async ({ expect }) => {
    const hub = await populatedHub();

    const responses = await Promise.all(
      ["granted", "ended", "unknown"].map(async (user) => {
        const response = await operate(hub, "DELETE", `/members/${user}`);
        return { status: response.status, text: (await response.text()).replaceAll(user, "*") };
      }),
    );

    expect(new Set(responses.map((response) => JSON.stringify(response))).size).toBe(1);
  });
});

it("that a user has no VIP is revealed to the bearer of a verified token alone", async ({
  expect,
}) => {
  const hub = await populatedHub();

  expect(await upgradeOutcome(hub, { token: await vipToken({ sub: "revoked" }) })).toEqual(
    VIP_REQUIRED,
  );
  expect(await upgradeOutcome(hub, { token: await vipToken({ vip: false }) })).toEqual(
    VIP_REQUIRED,
  );
  expect(
    await upgradeOutcome(hub, { token: await vipToken({ vip: false }, "x".repeat(32)) }),
  ).toEqual(UNAUTHORIZED);
});

it("whether a producer exists or has an interval is not revealed to another producer", async ({
  expect,
}) => {
  const hub = await populatedHub();
  const body = '{"expected_every_s":5}';

  const responses = await Promise.all(
    ["scanner", "nobody", "other", "night", "__proto__"].flatMap((name) =>
      [
        {},
        { Authorization: `Bearer ${keyOfAnother(name)}` },
        { Authorization: `Bearer ${"x".repeat(32)}` },
        { ...sign("y".repeat(32), body) },
      ].map(async (headers) =>
        comparableResponse(
          await hub.fetch(`/internal/sources/${name}`, {
            method: "PUT",
            headers: { "Content-Type": "application/json", ...headers },
            body,
          }),
        ),
      ),
    ),
  );

  expect(new Set(responses.map((response) => JSON.stringify(response))).size).toBe(1);

  /** A live key of a producer other than the named one. */
  function keyOfAnother(name: string): string {
    return name === "other" ? PRODUCER_KEY : "o".repeat(32);
  }
});

it("whether a signal exists is revealed to producers alone", async ({ expect }) => {
  const hub = await populatedHub();
  const conflicting = newSignal({ spread: "1" });
  const fresh = newSignal({ id: "2" });

  for (const key of [OPERATOR_KEY, await vipToken(), "x".repeat(32)]) {
    const responses = await Promise.all(
      [conflicting, fresh].map(async (body) =>
        comparableResponse(
          await hub.fetch("/internal/signals", {
            method: "POST",
            headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
            body,
          }),
        ),
      ),
    );
    expect(responses[0]).toEqual(responses[1]);
    expect(responses[0]?.text).toContain('"status":401');
  }
});

it("the log's epoch and length are revealed to VIPs alone", async ({ expect }) => {
  const hub = await populatedHub();
  const { epoch } = await hub.stub.stats();
  const plain = await vipToken({ vip: false });

  for (const since of [`${epoch}:0`, `${epoch}:1`, `${epoch}:99`, "zz:0"]) {
    const headers = { Authorization: `Bearer ${plain}` };
    const response = await comparableResponse(
      await hub.fetch(`/signals/log?since=${since}`, { headers }),
    );
    expect(response.text).toBe(
      '{"type":"urn:signal-hub:error:vip_required","title":"VIP subscription required","status":403,"code":"vip_required"}',
    );
    expect(JSON.stringify(response)).not.toContain(epoch);
  }
  expect(JSON.stringify(await comparableResponse(await hub.fetch("/healthz")))).not.toContain(
    epoch,
  );
});
