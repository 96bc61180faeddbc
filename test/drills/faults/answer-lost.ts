// Posts arrive, and their answers don't: the connection is cut in between.

import type { Fault } from "../fault.ts";
import { SECRETS } from "../service/canary.ts";
import { Road } from "../service/road.ts";

export const answerLost: Fault = {
  name: "answer-lost",
  hypothesis: "A post whose answer is lost is stored once, however often it is sent again.",
  async run(drill) {
    const rounds = drill.short ? 10 : 60;
    const service = await drill.serve();
    const road = await Road.to(service.port);
    drill.afterwards(() => road.stop());
    const post = (body: string, name?: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${road.port}/internal/signals`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${SECRETS.PRODUCER_KEY}`,
          "Content-Type": "application/json",
          ...(name !== undefined && { "Idempotency-Key": name }),
        },
        body,
      });
    const feed = await drill.feed(service, { messages: drill.short ? 1_500 : 4_000 }, { post });

    for (let round = 1; round <= rounds; round += 1) {
      await feed.reaches(round / (rounds + 1));
      road.loseAnswers(1 + Math.floor(drill.random() * 3));
    }
    await feed.settle();

    drill.figure("lost answers", feed.records.unanswered);
    drill.figure("answered again", feed.records.duplicates);
    drill.promise(feed.records.duplicates > 0, "messages were known already");
  },
};
