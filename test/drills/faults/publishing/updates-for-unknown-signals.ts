// Most messages update signals unknown to the hub. Some of those signals are opened later.

import type { Fault } from "../../fault.ts";

export const updatesForUnknownSignals: Fault = {
  name: "updates-for-unknown-signals",
  hypothesis: "An update of an unknown signal is stored and sent, and starts a record.",
  async run(drill) {
    const service = await drill.serve();
    const feed = await drill.feed(service, { unknownUpdateRatio: 0.6 });
    await feed.reaches(0.5);
    // After an eviction the records must be read from storage.
    await service.inject({ do: "evict", sockets: "keep" });
    await feed.settle();

    const drafts = [...feed.records.published.values()];
    const opened = new Set<string>();
    let unknown = 0;
    for (const { type, signalType, id } of drafts) {
      const key = `${signalType} ${id}`;
      if (type === "new_signal") opened.add(key);
      else if (!opened.has(key)) unknown += 1;
    }
    drill.figure("updates of unknown signals", unknown);
    drill.check(unknown > drafts.length / 4, "many were updates of unknown signals");
  },
};
