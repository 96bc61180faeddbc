// Writes to the database fail in the middle of transactions.

import type { Fault } from "../../fault.ts";

export const storageWritesFail: Fault = {
  name: "storage-writes-fail",
  hypothesis:
    "A publish request that can't be stored is answered 503, sent to nobody, and leaves no gap.",
  async run(drill) {
    const rounds = drill.short ? 5 : 20;
    const service = await drill.serve();
    const feed = await drill.feed(service);

    const before = drill.logs.count("storage.failed");
    for (let round = 1; round <= rounds; round += 1) {
      await feed.reaches(round / (rounds + 1));
      await service.inject({ do: "fail-writes", times: 1 + Math.floor(drill.random() * 4) });
    }
    await feed.settle();

    const { starts } = await service.inject({ do: "count" });
    drill.figure("rejected publish requests", feed.records.unacknowledged);
    drill.check(feed.records.unacknowledged > 0, "publish requests were rejected");
    drill.check(drill.logs.count("storage.failed") > before, "the log says so");
    drill.check(starts === 1, "the hub lives on");
  },
};
