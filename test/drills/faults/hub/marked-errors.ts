// The platform fails calls of the hub, with `overloaded` or `retryable` set on its errors.

import type { Fault } from "../../fault.ts";
import type { ErrorMark } from "../../service/fault-commands.ts";

function failingCalls(mark: ErrorMark, hypothesis: string): Fault {
  return {
    name: `${mark}-errors`,
    hypothesis,
    async run(drill) {
      const rounds = drill.short ? 5 : 20;
      drill.expectCloses("1013 Try again later");
      const service = await drill.serve();
      const feed = await drill.feed(service, { intervalMs: 30 });

      for (let round = 1; round <= rounds; round += 1) {
        await feed.reaches(round / (rounds + 1));
        await service.inject({ do: "fail-calls", times: 1 + Math.floor(drill.random() * 8), mark });
        feed.drop(0.2, drill.random);
      }
      await feed.settle();

      drill.figure("rejected publish requests", feed.records.unacknowledged);
      drill.figure("rejected upgrades", feed.totals.closes.get("1013 Try again later") ?? 0);
      drill.check(feed.records.unacknowledged > 0, "publish requests were rejected");
    },
  };
}

export const overloadedErrors = failingCalls(
  "overloaded",
  "Calls of an overloaded hub are answered 503 and 1013, and every message arrives later.",
);

export const retryableErrors = failingCalls(
  "retryable",
  "Calls that the platform marks retryable are answered 503 and 1013, and every message arrives later.",
);
