// A flood of bad upgrades, first from one address and then from many.

import type { Fault } from "../../fault.ts";
import { inParallel, countValues } from "../../in-parallel.ts";
import { canary } from "../../service/canary.ts";
import { rawRequest, upgradeText } from "../../inputs/raw-request.ts";

const REJECTIONS_PER_MINUTE = 100;

const JUNK: readonly string[] = [
  "",
  "?token=",
  `?token=${canary("junk")}`,
  "?token=a.b.c",
  "?token=eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
  `?token=${"x".repeat(9_000)}`,
  "?since=nowhere",
];

export const junkUpgrades: Fault = {
  name: "junk-upgrades",
  hypothesis: "Junk never wakes the hub; an address that floods gets 429 and holds no socket open.",
  async run(drill) {
    const count = drill.short ? 2_000 : 20_000;
    const service = await drill.serve({ rejectionsPerMinute: REJECTIONS_PER_MINUTE });
    const flood = (
      times: number,
      addressOf: (index: number) => string,
    ): Promise<readonly number[]> =>
      inParallel(times, 64, async (index) => {
        const query = JUNK[index % JUNK.length] ?? "";
        const upgrade = upgradeText(query, { "CF-Connecting-IP": addressOf(index) });
        return (await rawRequest(service.port, upgrade)).status;
      });

    const half = count / 2;
    const began = performance.now();
    const one = countValues(await flood(half, () => "192.0.2.1"));
    const minutes = 1 + Math.ceil((performance.now() - began) / 60_000);
    const many = countValues(await flood(half, (index) => `198.51.${index >> 8}.${index & 255}`));
    const { starts } = await service.inject({ do: "count" });
    const feed = await drill.feed(service);
    await flood(count / 20, (index) => `203.0.${index >> 8}.${index & 255}`);
    await feed.settle();

    drill.figure("junk upgrades", count);
    drill.figure("hubs constructed by them", starts);
    drill.check(starts === 0, "the hub slept through the flood");
    drill.check(
      (one.get(101) ?? 0) <= minutes * REJECTIONS_PER_MINUTE &&
        (one.get(429) ?? 0) >= half - minutes * REJECTIONS_PER_MINUTE,
      "one address gets 429 past its limit",
    );
    drill.check(many.get(101) === half, "each of many addresses gets a close frame");
  },
};
