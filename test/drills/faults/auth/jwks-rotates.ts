// The issuer rotates its key during a feed, and publishes the old and the new one together.

import { pause } from "../../from-bench.ts";
import type { Fault } from "../../fault.ts";
import { canary } from "../../service/canary.ts";
import { KeyServer } from "../../service/key-server.ts";

/** An unknown key id reloads the key set after 30 s at the earliest. One second is a margin. */
const COOLDOWN_MS = 31_000;

export const jwksRotates: Fault = {
  name: "jwks-rotates",
  hypothesis:
    "Tokens of the old and the new key are accepted while both are published, foreign ones never.",
  waits: true,
  long: true,
  async run(drill) {
    const keys = await KeyServer.start();
    drill.onFinished(() => keys.stop());
    const service = await drill.serve({ settings: keys.settings });
    const token = (claims: { readonly sub: string }): Promise<string> =>
      keys.token(claims, "first");
    const feed = await drill.feed(service, { messages: 1_000, intervalMs: 700 }, { token });
    const statusOf = async (token: string): Promise<number> => {
      const headers = { Authorization: `Bearer ${token}` };
      return (await fetch(service.url("/signals"), { headers })).status;
    };
    await pause(COOLDOWN_MS);

    await keys.add("second");
    const sub = canary("rotated");
    const newToken = await keys.token({ sub });
    const oldToken = await keys.token({ sub }, "first");
    const fetches = keys.fetches;
    const foreignIssuer = await KeyServer.start();
    drill.onFinished(() => foreignIssuer.stop());
    await foreignIssuer.add("third");
    const forged = await foreignIssuer.token({ sub });
    // All requests come at once, when a reload is due. They must share it.
    const foreignRequests = Array.from({ length: 50 }, () => statusOf(forged));
    const statuses = await Promise.all([statusOf(newToken), statusOf(oldToken)]);
    const rejected = await Promise.all(foreignRequests);
    feed.drop(0.5, drill.random);
    await feed.settle();

    drill.figure("requests of the key set", keys.fetches);
    drill.check(
      statuses.join() === "200,200",
      `tokens of both keys were answered ${statuses.join()}`,
    );
    drill.check(
      rejected.every((status) => status === 401),
      "a token of an unpublished key is rejected",
    );
    drill.check(keys.fetches - fetches === 1, "all upgrades share one request of the key set");
  },
};
