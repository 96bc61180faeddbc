// After a deploy, open sockets have attachments of an older version.

import type { Fault } from "../../fault.ts";

export const oldAttachment: Fault = {
  name: "old-attachment",
  hypothesis: "Sockets of another version are closed with 1012, and their clients resume.",
  async run(drill) {
    drill.expectCloses("1012 Service restart");
    const service = await drill.serve();
    const feed = await drill.feed(service, { intervalMs: 30 });

    for (const part of [0.3, 0.6]) {
      await feed.reaches(part);
      await service.inject({ do: "age-attachments" });
      await service.inject({ do: "evict", sockets: "keep" });
    }
    await feed.settle();

    const closes = feed.totals.closes.get("1012 Service restart") ?? 0;
    drill.figure("sockets of another version", closes);
    drill.check(closes > 0, "sockets were closed");
  },
};
