// Peers never answer a close frame and keep their connections open.

import { pause, RawSocket } from "../../from-bench.ts";
import type { Fault } from "../../fault.ts";
import { canary } from "../../service/canary.ts";

const USERS = 5;
const PER_USER = 10;

export const closeHandshakeIgnored: Fault = {
  name: "close-handshake-ignored",
  hypothesis: "A revoked peer that ignores its close frame is not counted and gets no more frames.",
  async run(drill) {
    const service = await drill.serve();
    const feed = await drill.feed(service, { intervalMs: 40 });
    let received = 0;
    const open = async (sub: string): Promise<RawSocket> => {
      const protocols = ["signals.v2", `bearer.${await service.token({ sub })}`];
      const onFrame = (payload: Buffer): void => {
        if (payload.includes('"data"')) received += 1;
      };
      const { port } = service;
      return RawSocket.open({ port, path: "/ws/signals", protocols, onFrame, onEnd: () => {} });
    };
    const users = Array.from({ length: USERS }, (_, user) => canary(`mute-${user}`));
    // A RawSocket reads the close frame and does not answer it.
    const peers = await Promise.all(
      users.flatMap((user) => Array.from({ length: PER_USER }, () => open(user))),
    );
    drill.onFinished(() => {
      for (const peer of peers) peer.destroy();
    });
    await feed.reaches(0.4);

    for (const user of users) await service.operate("DELETE", `/members/${user}`);
    const { sockets } = await service.stats();
    await pause(300);
    const receivedBefore = received;
    await feed.settle();

    drill.figure("peers", peers.length);
    drill.check(receivedBefore > 0, "the peers got messages before");
    drill.check(sockets <= feed.sockets, `${sockets} sockets are counted`);
    drill.check(received === receivedBefore, "nothing is sent to closed peers");
  },
};
