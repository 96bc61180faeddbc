// State that outlives sleep, a crash and a deadline, on a real server in real time.

import { afterAll, beforeAll, describe, it } from "vitest";
import { nowSeconds } from "../support/auth/access-tokens.ts";
import { LiveServer } from "../support/live/live-server.ts";
import { LiveSocket } from "../support/live/live-socket.ts";

let server: LiveServer;

beforeAll(async () => {
  server = await LiveServer.start();
});
afterAll(() => server.dispose());

function signal(id: number): string {
  return `{"type":"new_signal","signal_type":"mexc_dex","data":{"id":${id},"spread":0.50}}`;
}

async function stats(): Promise<{ seq: number; starts: number; sockets: number }> {
  return (await server.operate("GET", "/stats")).json();
}

describe("a live service", () => {
  it("loses no acknowledged message when it is killed", async ({ expect }) => {
    const acknowledged: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 20; n += 1) {
        const id = round * 100 + n;
        const response = await server.post(signal(id));
        expect(response.status).toBe(200);
        acknowledged.push(id);
      }
      await server.kill();
      await server.start();
    }

    const again = await server.post(`[${acknowledged.map(signal).join()}]`);

    const { seq, results } = await again.json<{
      seq: number;
      results: { duplicate: boolean }[];
    }>();
    expect(seq).toBe(60);
    expect(results.filter(({ duplicate }) => !duplicate)).toEqual([]);
  });

  it("closes a revoked user's open sockets within a second", async ({ expect }) => {
    const socket = new LiveSocket(server.socketUrl(await server.token({ sub: "7" })));
    await socket.count(1);

    const startedAt = performance.now();
    await server.operate("DELETE", "/members/7");

    expect(await socket.ended).toEqual({ code: 1008, reason: "VIP subscription required" });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it("wakes from sleep to end a token's access, also after a restart", async ({ expect }) => {
    // Within the leeway at connect. Access ends 30 s after `exp`, while the hub sleeps.
    const exp = nowSeconds() - 3;
    const socket = new LiveSocket(server.socketUrl(await server.token({ sub: "8", exp })));
    await socket.count(1);
    const before = await stats();

    const { code, reason } = await socket.ended;
    const late = Date.now() - (exp + 30) * 1_000;

    expect({ code, reason }).toEqual({ code: 1008, reason: "Unauthorized" });
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(1_000);
    expect((await stats()).starts).toBeGreaterThan(before.starts);

    await server.kill();
    await server.start();
    const old = new LiveSocket(server.socketUrl(await server.token({ sub: "8", exp })));
    expect(await old.ended).toEqual({ code: 1008, reason: "Unauthorized" });
    const revoked = new LiveSocket(server.socketUrl(await server.token({ sub: "7" })));
    expect(await revoked.ended).toEqual({ code: 1008, reason: "VIP subscription required" });
  });

  it("echoes a client's close at once, with its own code", async ({ expect }) => {
    const socket = new LiveSocket(server.socketUrl(await server.token()));
    await socket.count(1);

    socket.close(3_000);

    expect(await socket.ended).toMatchObject({ code: 3_000 });
  });
});
