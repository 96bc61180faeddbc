// The short drills: the service survives every fault, and the drills detect a service with a defect.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "vitest";
import { Drill, type DrillResult } from "../drills/drill.ts";
import { runDrills } from "../drills/drills.ts";
import type { Fault } from "../drills/fault.ts";
import { FAULTS, shortForm } from "../drills/faults/index.ts";
import { canary, leaksSecret } from "../drills/service/canary.ts";
import { LogWatch } from "../drills/service/log-watch.ts";
import { SEED } from "../support/random/random-seed.ts";

const OPTIONS = { seed: SEED, short: true };

function runOne(run: Fault["run"]): Promise<DrillResult> {
  return Drill.run({ name: "defect", hypothesis: "", run }, OPTIONS, new LogWatch());
}

describe(`the drills, seed ${SEED}`, () => {
  it("survives every fault of the short form", { timeout: 400_000 }, async ({ expect }) => {
    const logs = new LogWatch();

    const { drills } = await runDrills(shortForm(FAULTS), OPTIONS, logs);

    expect(drills.filter(({ survived }) => !survived)).toEqual([]);
    expect(logs.examples).toEqual([]);
    // Otherwise nobody watched the logs.
    expect(logs.count("signals.published")).toBeGreaterThan(0);
  });

  it("detects a service that loses frames", async ({ expect }) => {
    const { survived, line } = await runOne(async (drill) => {
      const service = await drill.serve();
      const feed = await drill.feed(service, { messages: 400 });
      await feed.reaches(0.5);
      await service.inject({ do: "swallow-sends", times: 3 });
    });

    expect(survived).toBe(false);
    expect(line.missing).toBeGreaterThan(0);
    expect(line.stored).toBe(400);
  });

  it("detects a service that loses acknowledged messages", async ({ expect }) => {
    const { survived, line, broken } = await runOne(async (drill) => {
      const service = await drill.serve();
      const feed = await drill.feed(service, { messages: 400 });
      await feed.settle();
      await service.kill();
      const directory = join(service.storage, "signal-hub");
      const name = readdirSync(directory).find((file) => /^[0-9a-f]+\.sqlite$/.test(file));
      const database = new DatabaseSync(join(directory, name ?? ""));
      database.exec("DELETE FROM log WHERE last_seq = (SELECT MAX(last_seq) FROM log)");
      database.close();
    });

    expect(survived).toBe(false);
    expect(line.missing).toBe(400 - line.stored);
    expect(broken).toContain(`message ${line.stored + 1} is not on the disk`);
  });

  it("detects a secret in a log line", ({ expect }) => {
    const token = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxIn0", "c2lnbmF0dXJl"].join(".");
    expect(leaksSecret(`{"event":"socket.connected","subprotocol":"signals.v2"}`)).toBe(false);
    expect(leaksSecret(`{"event":"request.failed","url":"/ws/signals?token=${token}"}`)).toBe(true);
    expect(leaksSecret(`{"event":"x","user":"${canary(1)}"}`)).toBe(true);
  });
});
