// Every post is sent many times at the same moment, with a name and without one.

import type { Fault } from "../fault.ts";
import { pause } from "../from-bench.ts";

const COPIES = 20;

interface Answer {
  readonly results: readonly { readonly seq: number; readonly duplicate: boolean }[];
}

export const duplicatesInParallel: Fault = {
  name: "duplicates-in-parallel",
  hypothesis: "Of twenty equal posts at once, one is stored and all get its answer.",
  async run(drill) {
    const service = await drill.serve();
    const feed = await drill.feed(service, { messages: 1_000 });
    // While the feed's own posts come in between. Then the same drafts once more: nothing is new.
    await feed.reaches(1);

    const before = await service.stats();
    const known = [...feed.records.published].filter(([, { type }]) => type === "new_signal");
    const rounds = drill.short ? 20 : 100;
    let wrong = 0;
    for (const [seq, { signalType, data }] of known.slice(0, rounds)) {
      const body = JSON.stringify({ type: "new_signal", signal_type: signalType, data });
      const answers = await Promise.all(
        Array.from({ length: COPIES }, async (_, copy) => {
          const name = copy % 2 === 0 ? undefined : `again-${seq}`;
          const answer = await service.post(body, name);
          return answer.status === 200 ? answer.json<Answer>() : null;
        }),
      );
      wrong += answers.filter((answer) => {
        const [result] = answer?.results ?? [];
        return result?.seq !== seq || !result.duplicate;
      }).length;
    }
    await pause(100);
    const after = await service.stats();

    drill.figure("copies", rounds * COPIES);
    drill.promise(wrong === 0, `${wrong} copies were answered as something else`);
    drill.promise(after.seq === before.seq, "no copy was stored");
  },
};
