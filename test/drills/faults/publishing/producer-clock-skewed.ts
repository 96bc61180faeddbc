// Producers sign their publish requests with fast or slow clocks.

import { nowSeconds } from "../../../support/auth/access-tokens.ts";
import { sign } from "../../../support/auth/signed-requests.ts";
import type { Fault } from "../../fault.ts";
import { SECRETS } from "../../service/canary.ts";

/** The window is 300 s, as in Standard Webhooks. Ten seconds are a margin for a slow machine. */
const INSIDE_S = 290;
const OUTSIDE_S = 310;

export const producerClockSkewed: Fault = {
  name: "producer-clock-skewed",
  hypothesis:
    "Signed requests within 300 s of the hub's clock are accepted, others rejected; the hub sets the order.",
  async run(drill) {
    const service = await drill.serve();
    let requestCount = 0;
    const publishSignedAt = (body: string, id: string, timestamp: number): Promise<Response> =>
      fetch(service.url("/internal/signals"), {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          ...sign(SECRETS.PRODUCER_KEY, body, { id, at: timestamp }),
        },
        body,
      });
    const publish = (body: string, idempotencyKey?: string): Promise<Response> => {
      requestCount += 1;
      const skew = requestCount % 2 === 0 ? INSIDE_S : -INSIDE_S;
      return publishSignedAt(
        body,
        idempotencyKey ?? `request-${requestCount}`,
        nowSeconds() + skew,
      );
    };
    const feed = await drill.feed(service, {}, { post: publish });

    const statuses: number[] = [];
    for (let late = 0; late < 20; late += 1) {
      const skew = (late % 2 === 0 ? 1 : -1) * (OUTSIDE_S + late ** 3);
      const body = `{"type":"signal_update","signal_type":"mexc_dex","signal_id":1,"data":{"late":${late}}}`;
      statuses.push((await publishSignedAt(body, `late-${late}`, nowSeconds() + skew)).status);
    }
    await feed.settle();

    drill.figure("requests inside the window", requestCount);
    drill.figure("requests outside the window", statuses.length);
    drill.check(
      statuses.every((status) => status === 401),
      "every request outside is rejected",
    );
    drill.check(feed.records.unacknowledged === 0, "every request inside is accepted");
  },
};
