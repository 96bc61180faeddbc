// Thousands of forged tokens on the upgrade and on the read endpoints, while a feed runs.

import type { Fault } from "../../fault.ts";
import { inParallel, countValues } from "../../in-parallel.ts";
import { canary } from "../../service/canary.ts";
import { forgery } from "../../inputs/forgeries.ts";
import { rawRequest, upgradeText } from "../../inputs/raw-request.ts";

/** One token in ten comes with an upgrade. The close frame follows the 101 on the same connection. */
const UPGRADE_EVERY = 10;
const UNAUTHORIZED = "Unauthorized";

export const forgedTokens: Fault = {
  name: "forged-tokens",
  hypothesis: "No forged token is accepted, and none makes the service fail.",
  async run(drill) {
    const count = drill.short ? 800 : 10_000;
    const service = await drill.serve({ rejectionsPerMinute: count });
    const feed = await drill.feed(service, {
      messages: drill.short ? 1_500 : 6_000,
      intervalMs: 40,
    });
    const honest = await service.token({ sub: canary("honest") });
    const log = `/signals/log?since=${(await service.stats()).epoch}:0`;

    const outcomes = await inParallel(count, 32, async (index) => {
      const token = await forgery(index, honest, drill.random);
      if (Math.floor(index / UPGRADE_EVERY) % UPGRADE_EVERY === 0) {
        const protocols = { "Sec-WebSocket-Protocol": `signals.v2, bearer.${token}` };
        const upgrade = upgradeText("", protocols);
        const ended = (text: string): boolean =>
          text.includes(UNAUTHORIZED) || !text.startsWith("HTTP/1.1 101");
        const { status, text } = await rawRequest(service.port, upgrade, ended);
        return status === 101 && text.includes(UNAUTHORIZED) ? 401 : status;
      }
      const path = index % 2 === 0 ? "/signals" : log;
      const headers = { Authorization: `Bearer ${token}` };
      const response = await fetch(service.url(path), { headers });
      await response.body?.cancel();
      return response.status;
    });
    await feed.settle();

    const counts = countValues(outcomes);
    drill.figure("forged tokens", count);
    drill.figure("refused", counts.get(401) ?? 0);
    const others = [...counts].filter(([status]) => status !== 401);
    drill.check(
      others.length === 0,
      `forged tokens were answered ${others.map(([status, times]) => `${status} (${times})`).join()}`,
    );
  },
};
