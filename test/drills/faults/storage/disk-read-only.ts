// The service starts on a read-only disk.

import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pause } from "../../from-bench.ts";
import type { Fault } from "../../fault.ts";

/** File modes do not bind root, so under root the runtime runs as nobody. */
const NOBODY = 65_534;

function setMode(storage: string, writable: boolean): void {
  for (const entry of readdirSync(storage, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(path, writable ? 0o777 : 0o555);
    else chmodSync(path, writable ? 0o666 : 0o444);
  }
}

export const diskReadOnly: Fault = {
  name: "disk-read-only",
  hypothesis: "On a read-only disk no new message is acknowledged, and none is lost.",
  async run(drill) {
    drill.expectCloses("1013 Try again later");
    const asRoot = process.getuid?.() === 0;
    const service = await drill.serve({
      rejectionsPerMinute: 1_000_000,
      ...(asRoot && { uid: NOBODY }),
    });
    const feed = await drill.feed(service, { intervalMs: 40 });
    await feed.reaches(0.4);
    // A retry of a stored message is answered without a write.
    const stored = (): number => feed.records.acknowledged - feed.records.duplicates;

    await service.kill();
    setMode(service.storage, false);
    await service.start();
    const before = stored();
    await pause(drill.short ? 1_000 : 3_000);
    const acknowledgedMeanwhile = stored() - before;
    await service.kill();
    setMode(service.storage, true);
    await service.start();
    await feed.settle();

    drill.figure("rejected publish requests", feed.records.unacknowledged);
    drill.check(
      acknowledgedMeanwhile === 0,
      `${acknowledgedMeanwhile} messages were acknowledged on a read-only disk`,
    );
    drill.check(feed.totals.resumes >= feed.clients.length, "every client resumed");
  },
};
