// Publish requests arrive and their responses are lost with the connection.

import type { Fault } from "../../fault.ts";
import { SECRETS } from "../../service/canary.ts";
import { TcpProxy } from "../../service/tcp-proxy.ts";

export const responseLost: Fault = {
  name: "response-lost",
  hypothesis:
    "A publish request whose response is lost is stored once, however often it is retried.",
  async run(drill) {
    const rounds = drill.short ? 10 : 60;
    const service = await drill.serve();
    const proxy = await TcpProxy.to(service.port);
    drill.onFinished(() => proxy.stop());
    const publish = (body: string, idempotencyKey?: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${proxy.port}/internal/signals`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${SECRETS.PRODUCER_KEY}`,
          "Content-Type": "application/json",
          ...(idempotencyKey !== undefined && { "Idempotency-Key": idempotencyKey }),
        },
        body,
      });
    const feed = await drill.feed(
      service,
      { messages: drill.short ? 1_500 : 4_000 },
      { post: publish },
    );

    for (let round = 1; round <= rounds; round += 1) {
      await feed.reaches(round / (rounds + 1));
      proxy.dropResponses(1 + Math.floor(drill.random() * 3));
    }
    await feed.settle();

    drill.figure("lost responses", feed.records.unacknowledged);
    drill.figure("duplicates", feed.records.duplicates);
    drill.check(feed.records.duplicates > 0, "retries were answered as duplicates");
  },
};
