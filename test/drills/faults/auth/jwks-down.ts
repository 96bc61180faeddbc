// The issuer's key set is down when the service restarts and all clients reconnect.

import { pause } from "../../from-bench.ts";
import type { Fault } from "../../fault.ts";
import { KeyServer } from "../../service/key-server.ts";

export const jwksDown: Fault = {
  name: "jwks-down",
  hypothesis:
    "Without keys no client is rejected as unauthorized: clients back off and resume later.",
  waits: true,
  async run(drill) {
    drill.expectCloses("1013 Try again later");
    const keys = await KeyServer.start();
    drill.onFinished(() => keys.stop());
    const service = await drill.serve({ settings: keys.settings, rejectionsPerMinute: 1_000_000 });
    const token = (claims: { readonly sub: string }): Promise<string> => keys.token(claims);
    const feed = await drill.feed(service, { intervalMs: 60 }, { token });
    await feed.reaches(0.4);

    keys.down = true;
    await service.kill();
    await service.start();
    await pause(2_000);
    const rejected = feed.totals.closes.get("1013 Try again later") ?? 0;
    keys.down = false;
    await feed.settle();

    drill.figure("rejected upgrades", rejected);
    drill.figure("resumes", feed.totals.resumes);
    drill.check(rejected > 0, "upgrades were rejected meanwhile");
    drill.check(feed.totals.resumes >= feed.clients.length, "every client resumed");
  },
};
