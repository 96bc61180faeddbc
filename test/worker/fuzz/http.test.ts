// Random requests to every HTTP endpoint. Each response is one of OpenAPI's, and none is a 5xx.
// FUZZ=<factor> makes the run longer, FC_SEED=<seed> repeats one.

import * as fc from "fast-check";
import { describe, it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { uniqueAddress } from "../../support/hub/upgrade.ts";
import { cases, FUZZ_TIMEOUT_MS } from "../../support/random/fuzz.ts";
import { body, headerValue, query, requestsOf } from "../../support/random/fuzzed-requests.ts";
import { SEED } from "../../support/random/random-seed.ts";
import { freshHub, newSignal, post, publish, type TestHub } from "../../support/hub/test-hub.ts";
import { OPERATOR_KEY, PRODUCER_KEY } from "../../support/test-settings.ts";
import { TestSocket } from "../../support/hub/test-socket.ts";

/** Sends a request from a new address, and leaves neither a socket nor a stream open. */
async function statusOf(hub: TestHub, path: string, init: RequestInit): Promise<number> {
  const headers = new Headers(init.headers);
  headers.set("CF-Connecting-IP", uniqueAddress());
  // Throws on a response outside of OpenAPI.
  const response = await hub.fetch(path, { ...init, headers });
  response.webSocket?.accept();
  response.webSocket?.close(1000);
  await response.body?.cancel();
  return response.status;
}

describe(`random requests (FC_SEED=${SEED})`, () => {
  it(
    "to any endpoint get a documented response, and never a 5xx",
    { timeout: FUZZ_TIMEOUT_MS },
    async ({ expect }) => {
      const hub = freshHub();
      const bearers = [
        await vipToken(),
        PRODUCER_KEY,
        OPERATOR_KEY,
        await vipToken({ vip: false }),
      ];
      const statuses = new Map<number, number>();

      await fc.assert(
        fc.asyncProperty(
          requestsOf(bearers.map((bearer) => `Bearer ${bearer}`)),
          async ({ path, init }) => {
            const status = await statusOf(hub, path, init);
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
            expect(status).toBeLessThan(500);
          },
        ),
        cases(2_000),
      );

      // The fuzzer reaches both accepted and rejected requests.
      for (const status of [101, 200, 400, 401, 404, 405, 422, 426]) {
        expect(statuses.get(status) ?? 0, String(status)).toBeGreaterThan(0);
      }
      const next = await post(hub, newSignal({ id: '"after the storm"' }));
      expect(next.status).toBe(200);
    },
  );

  it(
    "to operators' endpoints with any body leave the hub healthy",
    { timeout: FUZZ_TIMEOUT_MS },
    async ({ expect }) => {
      const hub = freshHub();
      const route = fc.constantFrom(
        ["PUT", "/internal/members/123"],
        ["DELETE", "/internal/members/123"],
        ["POST", "/internal/members/123/disconnect"],
        ["POST", "/internal/drain"],
        ["PUT", "/internal/sources/scanner"],
      );

      await fc.assert(
        fc.asyncProperty(route, body, async ([method = "", path = ""], bytes) => {
          const headers = {
            Authorization: `Bearer ${OPERATOR_KEY}`,
            "Content-Type": "application/json",
          };
          const status = await statusOf(hub, path, { method, headers, body: bytes });
          expect([200, 400, 415, 422]).toContain(status);
          expect(await statusOf(hub, "/internal/stats", { headers })).toBe(200);
        }),
        cases(500),
      );

      const headers = { Authorization: `Bearer ${OPERATOR_KEY}` };
      expect(await statusOf(hub, "/metrics", { headers })).toBe(200);
      await publish(hub, newSignal());
    },
  );

  it(
    "for a stream with any query and any cursor get one, or the reason why not",
    { timeout: FUZZ_TIMEOUT_MS },
    async ({ expect }) => {
      const hub = freshHub();
      await publish(hub, newSignal());
      const Authorization = `Bearer ${await vipToken()}`;
      const { epoch } = await hub.stub.stats();
      const cursor = fc.oneof(
        headerValue,
        fc.nat(5).map((seq) => `${epoch}:${seq}`),
      );

      await fc.assert(
        fc.asyncProperty(query, fc.option(cursor), async (rawQuery, since) => {
          const headers = { Authorization, ...(since !== null && { "Last-Event-ID": since }) };
          expect([200, 400]).toContain(
            await statusOf(hub, `/sse/signals?${rawQuery}`, { headers }),
          );
          expect([200, 400]).toContain(await statusOf(hub, `/signals?${rawQuery}`, { headers }));
          expect([200, 400]).toContain(
            await statusOf(hub, `/signals/log?${rawQuery}`, { headers }),
          );
        }),
        cases(300),
      );

      expect(await (await TestSocket.connect(hub)).drain()).toEqual([]);
    },
  );
});
