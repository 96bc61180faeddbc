// The process is down when the alarm is due.

import { LiveSocket } from "../../../support/live/live-socket.ts";
import { pause } from "../../from-bench.ts";
import type { Fault } from "../../fault.ts";
import { canary } from "../../service/canary.ts";

const INTERVAL_S = 1;
/** A source is down after three intervals of silence. */
const DOWN_MS = 5_000;
const TIMEOUT_MS = 20_000;

export const alarmLate: Fault = {
  name: "alarm-late",
  hypothesis: "A late alarm does what was due: clients learn that a source is down.",
  waits: true,
  async run(drill) {
    const service = await drill.serve();
    const feed = await drill.feed(service, { messages: 400 });
    await feed.settle();
    await service.operate("PUT", "/sources/scanner", { expected_every_s: INTERVAL_S });

    await service.kill();
    await pause(DOWN_MS);
    await service.start();
    const token = await service.token({ sub: canary("watcher") });
    const socket = new LiveSocket(service.socketUrl(), ["signals.v2", `bearer.${token}`]);
    const deadline = performance.now() + TIMEOUT_MS;
    const statusFrames = (): number =>
      socket.frames.filter((frame) => frame.includes('"down"')).length;
    while (statusFrames() === 0 && performance.now() < deadline) await pause(100);
    socket.close(1000);

    const { alarms } = await service.inject({ do: "count" });
    drill.figure("alarms after the restart", alarms);
    drill.check(statusFrames() > 0, "clients are sent the status of the source");
    drill.check(alarms > 0, "the alarm fired after the restart");
  },
};
