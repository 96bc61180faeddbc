// A thousand clients connect at the same moment and then only ping. The hub must hibernate.

import { pause, RawSocket } from "../../from-bench.ts";
import type { Fault } from "../../fault.ts";
import { canary } from "../../service/canary.ts";

const PING = '{"type":"ping"}';
/** The hub hibernates after 10 s without work. */
const QUIET_MS = 14_000;
const PER_USER = 10;

export const thousandConnectsThenHibernate: Fault = {
  name: "thousand-connects-then-hibernate",
  hypothesis:
    "All connect, the hub hibernates through their pings, and each gets the next signals.",
  waits: true,
  async run(drill) {
    const count = drill.short ? 300 : 1_000;
    const service = await drill.serve();
    let pongs = 0;
    let ended = 0;
    const received = Array.from({ length: count }, () => 0);
    const connect = async (index: number): Promise<RawSocket> => {
      const sub = canary(`client-${Math.floor(index / PER_USER)}`);
      const protocols = ["signals.v2", `bearer.${await service.token({ sub })}`];
      const onFrame = (payload: Buffer): void => {
        if (payload.includes('"pong"')) pongs += 1;
        const first = /"seq":(\d+)/.exec(payload.toString("latin1"));
        if (first !== null && payload.includes('"data"')) received[index] = Number(first[1]);
      };
      const onEnd = (): void => {
        ended += 1;
      };
      return RawSocket.open({ port: service.port, path: "/ws/signals", protocols, onFrame, onEnd });
    };
    const sockets = await Promise.all(received.map((_, index) => connect(index)));
    drill.onFinished(() => {
      for (const socket of sockets) socket.destroy();
    });

    const before = await service.inject({ do: "count" });
    for (let round = 0; round < 4; round += 1) {
      await pause(QUIET_MS / 4);
      for (const socket of sockets) socket.send(PING);
    }
    await pause(500);
    const endedWhileHibernated = ended;
    const feed = await drill.feed(service, { clients: 4, messages: 300 });
    const after = await service.inject({ do: "count" });
    await feed.settle();

    const { sockets: open } = await service.stats();
    drill.figure("sockets", count);
    drill.figure("pongs", pongs);
    drill.check(
      endedWhileHibernated === 0 && open >= count,
      "every socket outlives the hibernation",
    );
    drill.check(pongs === 4 * count, "every ping is answered");
    drill.check(after.starts === before.starts + 1, "the hub hibernated");
    drill.check(
      received.every((seq) => seq > 0),
      "every socket gets the next signals",
    );
  },
};
