// The short ledger: clients with cut connections receive every message once and in order.

import { afterAll, beforeAll, it } from "vitest";
import { runLedger } from "../drills/ledger.ts";
import { LiveServer } from "../support/live/live-server.ts";

let server: LiveServer;

beforeAll(async () => {
  server = await LiveServer.start();
});
afterAll(() => server.dispose());

it("delivers every message over waves of cuts and a kill -9", async ({ expect }) => {
  const plan = { clients: 40, waves: 4, messages: 2_000, seed: 2, kill: 1 };

  const ledger = await runLedger(server, plan);

  expect(ledger.broken).toEqual([]);
});
