// `send` to one user's sockets throws for a while. Other users are unaffected, and this user resumes.

import type { Fault } from "../../fault.ts";
import { pause } from "../../from-bench.ts";
import { canary } from "../../service/canary.ts";

export const sendThrows: Fault = {
  name: "send-throws",
  hypothesis: "A socket whose send throws is closed, and its client resumes.",
  async run(drill) {
    drill.expectCloses("1013 Try again later");
    const service = await drill.serve();
    const feed = await drill.feed(service, { intervalMs: 40 });

    for (const part of [0.2, 0.5]) {
      await feed.reaches(part);
      await service.inject({ do: "fail-sends", user: canary(`${this.name}-0`) });
      await pause(500);
      await service.inject({ do: "fail-sends", user: null });
    }
    await feed.settle();

    drill.figure("resumes", feed.totals.resumes);
    drill.check(feed.totals.resumes > 0, "the user's clients resumed");
  },
};
