// The disk fills up to the last byte while a feed runs, and has free space again later.

import { execFileSync } from "node:child_process";
import { chmodSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pause } from "../../from-bench.ts";
import type { Fault } from "../../fault.ts";

const SIZE = "16m";

export const diskFull: Fault = {
  name: "disk-full",
  hypothesis:
    "On a full disk publish requests are answered 503; with free space the feed continues without a gap.",
  // It mounts a tmpfs. Not every machine allows a test to do so.
  long: true,
  async run(drill) {
    drill.expectCloses("1013 Try again later");
    const service = await drill.serve({
      rejectionsPerMinute: 1_000_000,
      disk: async (storage) => {
        execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE}`, "drill", storage]);
        chmodSync(storage, 0o777);
        drill.onFinished(async () => {
          await service.kill();
          execFileSync("umount", ["--lazy", storage]);
        });
      },
    });
    const feed = await drill.feed(service, { messages: 4_000, bulk: 200, intervalMs: 40 });
    const filler = join(service.storage, "filler");
    let answeredWhileFull = 0;
    for (const part of [0.2, 0.5]) {
      await feed.reaches(part);
      fill(service.storage, filler);
      // Space reserved by SQLite is used up first.
      await pause(1_500);
      const before = feed.records.acknowledged;
      await pause(1_500);
      answeredWhileFull += feed.records.acknowledged - before;
      rmSync(filler);
    }
    await feed.settle();

    drill.figure("rejected publish requests", feed.records.unacknowledged);
    drill.figure("answered on a full disk", answeredWhileFull);
    drill.check(feed.records.unacknowledged > 0, "publish requests were rejected");
  },
};

function fill(storage: string, filler: string): void {
  const { bavail, bsize } = statfsSync(storage);
  const bytes = bavail * bsize;
  try {
    writeFileSync(filler, Buffer.alloc(bytes));
  } catch {
    // The service wrote in between, so the disk is full already.
  }
}
