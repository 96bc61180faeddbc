// Thousands of bad publish requests, while a feed of valid ones runs.

import { LIMITS } from "../../../../src/protocol/limits.ts";
import type { Fault } from "../../fault.ts";
import { inParallel, countValues } from "../../in-parallel.ts";
import { badBody } from "../../inputs/bad-bodies.ts";
import { SECRETS } from "../../service/canary.ts";

export const badBodies: Fault = {
  name: "bad-bodies",
  hypothesis: "No bad body is stored or sent, not even in part, and none makes the service fail.",
  async run(drill) {
    const count = drill.short ? 800 : 6_000;
    const service = await drill.serve();
    const feed = await drill.feed(service, {
      messages: drill.short ? 1_500 : 6_000,
      intervalMs: 40,
    });

    const statuses = await inParallel(count, 16, async (index) => {
      const { body, headers } = badBody(index, drill.random);
      try {
        const response = await fetch(service.url("/internal/signals"), {
          method: "POST",
          headers: {
            Authorization: `Bearer ${SECRETS.PRODUCER_KEY}`,
            "Content-Type": "application/json",
            ...headers,
          },
          body,
        });
        await response.body?.cancel();
        return { index, status: response.status };
      } catch (error) {
        // The connection may be closed before the client has sent a large body and read the 413.
        if (body.length > LIMITS.publishBytes) return { index, status: 413 };
        throw error;
      }
    });
    await feed.settle();

    const wrong = statuses.filter(({ status }) => status < 400 || status >= 500);
    drill.figure("bad bodies", count);
    drill.figure("refused", count - wrong.length);
    drill.check(
      wrong.length === 0,
      `bad bodies were answered otherwise: ${wrong
        .slice(0, 5)
        .map(({ index, status }) => `number ${index} ${status}`)
        .join()}`,
    );
    const kinds = countValues(statuses.map(({ status }) => status));
    for (const status of [400, 401, 413, 415, 422]) {
      drill.check((kinds.get(status) ?? 0) > 0, `some are refused with ${status}`);
    }
  },
};
