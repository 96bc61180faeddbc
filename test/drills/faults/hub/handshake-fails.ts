// A user's new sockets can't be sent their first frame, again and again, while an older one lives.

import { LiveSocket } from "../../../support/live/live-socket.ts";
import type { Fault } from "../../fault.ts";
import { canary } from "../../service/canary.ts";

/** More than the ten sockets that a user may hold. */
const ATTEMPTS = 15;
/** `connected`, a snapshot and `live`. */
const HANDSHAKE_FRAMES = 3;

export const handshakeFails: Fault = {
  name: "handshake-fails",
  hypothesis: "A client that can't be greeted is refused and holds no seat; open sockets stay.",
  async run(drill) {
    const service = await drill.serve();
    const sub = canary("greeted");
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

    drill.figure("refused", codes.length);
    drill.check(
      codes.every((code) => code === 1013),
      "each is refused with 1013",
    );
    drill.check(sockets === 1, `${sockets} sockets hold a seat`);
    drill.check(received, "the older socket gets the feed");
  },
};
