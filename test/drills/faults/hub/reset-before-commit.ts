// The hub is reset in the turn of a publish request, after its writes and before they are durable.

import type { Fault } from "../../fault.ts";

export const resetBeforeCommit: Fault = {
  name: "reset-before-commit",
  hypothesis: "The output gate holds back each response and frame until its rows are durable.",
  async run(drill) {
    const rounds = drill.short ? 4 : 16;
    // An upgrade during the reset is closed with this.
    drill.expectCloses("1013 Try again later");
    const service = await drill.serve();
    const feed = await drill.feed(service);

    for (let round = 1; round <= rounds; round += 1) {
      await feed.reaches(round / (rounds + 1));
      await service.inject({ do: "abort-before-commit" });
    }
    await feed.settle();

    const { starts } = await service.inject({ do: "count" });
    drill.figure("resets", starts - 1);
    drill.check(feed.records.unknown.size > 0, "publish requests were cut off");
  },
};
