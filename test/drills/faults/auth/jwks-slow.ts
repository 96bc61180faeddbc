// The issuer's key set is slow when the service restarts and all clients reconnect.

import type { Fault } from "../../fault.ts";
import { KeyServer } from "../../service/key-server.ts";

const SLOW_MS = 2_500;

export const jwksSlow: Fault = {
  name: "jwks-slow",
  hypothesis: "All clients wait for one request of the key set, and connect.",
  waits: true,
  async run(drill) {
    const keys = await KeyServer.start();
    drill.onFinished(() => keys.stop());
    const service = await drill.serve({ settings: keys.settings });
    const token = (claims: { readonly sub: string }): Promise<string> => keys.token(claims);
    const feed = await drill.feed(service, { intervalMs: 60 }, { token });
    await feed.reaches(0.4);

    keys.delayMs = SLOW_MS;
    await service.kill();
    keys.fetches = 0;
    await service.start();
    await feed.settle();

    drill.figure("requests of the key set", keys.fetches);
    drill.figure("resumes", feed.totals.resumes);
    drill.check(keys.fetches === 1, `the key set was fetched ${keys.fetches} times`);
    drill.check(feed.totals.resumes >= feed.clients.length, "every client resumed");
  },
};
