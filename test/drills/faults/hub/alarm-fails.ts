// The alarm at the end of a user's access throws twice.

import { LiveSocket } from "../../../support/live/live-socket.ts";
import { pause } from "../../from-bench.ts";
import type { Fault } from "../../fault.ts";
import { canary } from "../../service/canary.ts";

const VIP_MS = 2_000;
const FAILURES = 2;
/** The platform retries after 2 s and then after 4 s. */
const TIMEOUT_MS = 30_000;

export const alarmFails: Fault = {
  name: "alarm-fails",
  hypothesis: "An alarm that throws is retried and then does what was due; the feed continues.",
  waits: true,
  async run(drill) {
    const service = await drill.serve();
    const feed = await drill.feed(service, { messages: 400, intervalMs: 100 });
    const sub = canary("soon-gone");
    await service.inject({ do: "fail-alarms", times: FAILURES });
    const until = new Date(Date.now() + VIP_MS).toISOString();
    await service.operate("PUT", `/members/${sub}`, { vip_until: until });
    const socket = new LiveSocket(service.socketUrl(`?token=${await service.token({ sub })}`));

    const ended = await Promise.race([socket.ended, pause(TIMEOUT_MS)]);
    await feed.settle();

    const { alarms } = await service.inject({ do: "count" });
    drill.figure("alarms", alarms);
    drill.check(alarms > FAILURES, "the alarm was retried");
    drill.check(
      ended !== undefined && ended.code === 1008 && ended.reason === "VIP subscription required",
      "access ended when VIP did, if late",
    );
  },
};
