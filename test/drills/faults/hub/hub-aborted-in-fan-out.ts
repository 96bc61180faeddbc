// The hub is reset in the middle of a fan-out, with a message sent to a part of its sockets.

import type { Fault } from "../../fault.ts";

export const hubAbortedInFanOut: Fault = {
  name: "hub-aborted-in-fan-out",
  hypothesis: "A reset in the middle of a fan-out duplicates no message and loses none.",
  async run(drill) {
    const rounds = drill.short ? 4 : 16;
    // An upgrade during the reset is closed with this.
    drill.expectCloses("1013 Try again later");
    const service = await drill.serve();
    const feed = await drill.feed(service);

    for (let round = 1; round <= rounds; round += 1) {
      await feed.reaches(round / (rounds + 1));
      const sends = 1 + Math.floor(drill.random() * 30);
      await service.inject({ do: "abort-after-sends", sends });
    }
    await feed.settle();

    const { starts, pending } = await service.inject({ do: "count" });
    drill.figure("resets", starts - 1);
    drill.figure("unanswered publish requests", feed.records.unacknowledged);
    drill.check(starts > 1 && pending <= 1, "the hub was reset");
  },
};
