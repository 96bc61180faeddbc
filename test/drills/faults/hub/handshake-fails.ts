// The handshakes of a user's new sockets fail again and again, while an older socket stays open.

import { LiveSocket } from "../../../support/live/live-socket.ts";
import type { Fault } from "../../fault.ts";
import { canary } from "../../service/canary.ts";

/** More than the limit of ten sockets a user. */
const ATTEMPTS = 15;
/** `connected`, a snapshot and `live`. */
const HANDSHAKE_FRAMES = 3;

export const handshakeFails: Fault = {
  name: "handshake-fails",
  hypothesis:
    "A connection whose handshake fails is rejected and is not counted; open sockets stay.",
  async run(drill) {
    const service = await drill.serve();
    const sub = canary("handshake");
    const connect = async (): Promise<LiveSocket> =>
      new LiveSocket(service.socketUrl(), ["signals.v2", `bearer.${await service.token({ sub })}`]);
    const older = await connect();
    await older.count(HANDSHAKE_FRAMES);

    await service.inject({ do: "fail-sends", user: sub });
    const codes: number[] = [];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      codes.push((await (await connect()).ended).code);
    }
    await service.inject({ do: "fail-sends", user: null });
    const { sockets } = await service.stats();
    const feed = await drill.feed(service, { messages: 300 });
    await feed.settle();
    const received = older.frames.some((frame) => frame.includes('"data"'));
    older.close(1000);

    drill.figure("rejected handshakes", codes.length);
    drill.check(
      codes.every((code) => code === 1013),
      "each is rejected with 1013",
    );
    drill.check(sockets === 1, `${sockets} sockets are counted`);
    drill.check(received, "the older socket gets the feed");
  },
};
