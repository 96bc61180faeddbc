// Five thousand sockets, and five messages a second for a minute.

import { pause, RawSocket } from "../../from-bench.ts";
import type { Fault } from "../../fault.ts";
import { inParallel } from "../../in-parallel.ts";
import { SeqReader } from "../../ledger/clients/seq-reader.ts";
import { canary } from "../../service/canary.ts";

const PER_SECOND = 5;
const PRODUCERS = 4;
const PER_USER = 10;
const TIMEOUT_MS = 20_000;

export const fiveThousandSockets: Fault = {
  name: "five-thousand-sockets",
  hypothesis: "Every socket gets every message of a minute, once, in order.",
  async run(drill) {
    const count = drill.short ? 300 : 5_000;
    const messages = PER_SECOND * (drill.short ? 5 : 60);
    const service = await drill.serve();
    const reader = new SeqReader(count);
    const sockets = await inParallel(count, 50, async (index) => {
      const sub = canary(`client-${Math.floor(index / PER_USER)}`);
      const protocols = ["signals.v2", `bearer.${await service.token({ sub })}`];
      const onFrame = (payload: Buffer): void => reader.read(index, payload);
      const onEnd = (): void => reader.end(index);
      return RawSocket.open({ port: service.port, path: "/ws/signals", protocols, onFrame, onEnd });
    });
    drill.onFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    drill.note(`${count} sockets are open`);

    const intervalMs = (PRODUCERS * 1_000) / PER_SECOND;
    const feed = await drill.feed(service, { clients: 11, messages, batch: 1, intervalMs });
    await feed.settle();
    const deadline = performance.now() + TIMEOUT_MS;
    while (reader.delivered < count * messages && performance.now() < deadline) await pause(50);

    const { delivered, duplicated, reordered, ended } = reader;
    drill.count({ delivered, duplicated, missing: count * messages - (delivered - duplicated) });
    drill.figure("sockets", count);
    drill.figure("messages to each", messages);
    drill.check(delivered === count * messages, "every socket got every message");
    drill.check(
      duplicated + reordered === 0,
      `${duplicated} came twice, ${reordered} out of order`,
    );
    drill.check(ended === 0, `${ended} sockets were lost`);
  },
};
