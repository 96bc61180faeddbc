// During a deploy, the Worker is already the new version and the hub is still the old one.

import type { Fault } from "../../fault.ts";
import { canary } from "../../service/canary.ts";

export const newerWorkerOlderHub: Fault = {
  name: "newer-worker-older-hub",
  hypothesis:
    "The hub ignores unknown fields, and a call of a method that it lacks is answered 503.",
  async run(drill) {
    const service = await drill.serve();
    const feed = await drill.feed(service);
    await feed.reaches(0.3);

    await service.inject({ do: "add-unknown-field" });
    await service.inject({ do: "remove-method", method: "readLog" });
    feed.drop(0.8, drill.random);
    const { epoch, seq } = await service.stats();
    const read = (path: string, token: string): Promise<Response> =>
      fetch(service.url(path), { headers: { Authorization: `Bearer ${token}` } });
    const token = await service.token({ sub: canary("reader") });
    const missing = await read(`/signals/log?since=${epoch}:${seq}`, token);
    const supported = await read("/signals", token);
    await feed.settle();

    drill.figure("resumes", feed.totals.resumes);
    drill.check(missing.status === 503, "a call of a missing method is answered 503");
    drill.check(supported.status === 200, "a call of a known method is answered");
    drill.check(feed.totals.resumes > 0, "clients resumed with the newer connect request");
  },
};
