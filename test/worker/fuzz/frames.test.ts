// Random frames on open sockets of both subprotocols. Each response matches AsyncAPI, or the socket closes with a row of
// the error table. Other sockets go on. FUZZ=<factor> makes the run longer, FC_SEED=<seed> repeats one.

import { evictDurableObject } from "cloudflare:test";
import * as fc from "fast-check";
import { describe, it } from "vitest";
import { vipToken } from "../../support/auth/access-tokens.ts";
import { attemptUpgrade } from "../../support/hub/upgrade.ts";
import { cases, FUZZ_TIMEOUT_MS } from "../../support/random/fuzz.ts";
import { query } from "../../support/random/fuzzed-requests.ts";
import { mutated, spaced } from "../../support/json/json-documents.ts";
import { SEED } from "../../support/random/random-seed.ts";
import { freshHub, newSignal, publish } from "../../support/hub/test-hub.ts";
import { TestSocket, type Closed } from "../../support/hub/test-socket.ts";
import { ERRORS } from "../../../src/errors.ts";

const ROWS: readonly Closed[] = Object.values(ERRORS).flatMap((row) =>
  "close" in row ? [{ code: row.close, reason: row.reason }] : [],
);

const json = fc.json({ maxDepth: 3 });

const frame: fc.Arbitrary<string | ArrayBuffer> = fc.oneof(
  fc.string({ maxLength: 200 }).map((text) => text.toWellFormed()),
  mutated.map((text) => text.toWellFormed()),
  spaced.map(({ text }) => text.toWellFormed()),
  json.map((value) => `{"type":${value}}`),
  json.map((value) => `{"type":"auth","token":${value}}`),
  json.map((value) => `{"type":"subscribe","filter":${value}}`),
  fc
    .tuple(fc.constantFrom("signal_type", "coin_name", "position", "min_spread"), json)
    .map(([field, value]) => `{"type":"subscribe","filter":{"${field}":${value}}}`),
  fc.constantFrom('{"type":"ping"}', '{"type":"pong"}', '{"type":"subscribe","filter":{}}'),
  fc.nat(5_000).map((length) => `{"type":"ping","pad":"${"x".repeat(length)}"}`),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => bytes.slice().buffer),
);

describe.for(["signals.v1", "signals.v2"])(
  `a socket of %s with random frames (FC_SEED=${SEED})`,
  (subprotocol) => {
    it(
      "responds by AsyncAPI or closes by the error table, and another socket gets the feed",
      { timeout: FUZZ_TIMEOUT_MS },
      async ({ expect }) => {
        const hub = freshHub();
        const otherClient = await TestSocket.connect(hub, "", await vipToken({ sub: "neighbour" }));
        const token = await vipToken();
        let round = 0;

        await fc.assert(
          fc.asyncProperty(
            fc.array(frame, { minLength: 1, maxLength: 6 }),
            fc.boolean(),
            async (frames, sleeps) => {
              const headers = { "Sec-WebSocket-Protocol": `${subprotocol}, bearer.${token}` };
              const socket = await attemptUpgrade(hub, { headers });
              if (sleeps) await evictDurableObject(hub.stub);

              for (const text of frames) socket.send(text);
              socket.send('{"type": "ping"}');
              const end = await Promise.race([socket.closed, untilResponse(socket)]);
              if (end !== "answered") expect(ROWS).toContainEqual(end);
              else socket.close(1000);

              round += 1;
              const signal = newSignal({ id: String(round) });
              await publish(hub, signal);
              expect(await otherClient.next()).toBe(signal);
            },
          ),
          cases(200),
        );
      },
    );

    it(
      "accepts any query, or closes the socket for a bad one",
      { timeout: FUZZ_TIMEOUT_MS },
      async ({ expect }) => {
        const hub = freshHub();
        const token = await vipToken();

        await fc.assert(
          fc.asyncProperty(query, async (rawQuery) => {
            const headers = { "Sec-WebSocket-Protocol": `${subprotocol}, bearer.${token}` };
            const socket = await attemptUpgrade(hub, { query: rawQuery, headers });

            const end = await Promise.race([socket.closed, socket.next()]);

            if (typeof end === "string")
              expect(JSON.parse(end)).toMatchObject({ type: "connected" });
            else expect(end).toEqual({ code: 1008, reason: "Query breaks the schema" });
            if (typeof end === "string") socket.close(1000);
          }),
          cases(200),
        );
      },
    );
  },
);

/** Reads up to the response to the last ping. Each frame on the way is checked against AsyncAPI. */
async function untilResponse(socket: TestSocket): Promise<"answered"> {
  while ((await socket.next()) !== '{"type":"pong"}');
  return "answered";
}
