// Connected clients send junk, as bad text, binary frames, large frames, or too many.

import { WebSocket } from "ws";
import type { Fault } from "../../fault.ts";
import { inParallel } from "../../in-parallel.ts";
import { canary } from "../../service/canary.ts";

const CLIENTS = 40;
/** The limit is 20 client messages in 10 s. */
const FRAMES = 60;

type Junk = (random: () => number) => string | Uint8Array;

const JUNK: readonly Junk[] = [
  () => "",
  () => "null",
  () => "[]",
  () => '{"type":"subscribe","filter":{"coin_name":{"$ne":1}}}',
  () => '{"type":"subscribe","filter":{"min_spread":"NaN"}}',
  () => `{"type":"auth","token":"${canary("junk")}"}`,
  () => `{"type":"${canary("unknown")}"}`,
  () => '{"__proto__":{"type":"ping"}}',
  () => "[".repeat(2_000),
  (random) => `{"type":"ping","x":${random()}`,
  (random) => String.fromCodePoint(0x20 + Math.floor(random() * 0x3000)).repeat(50),
];
const FATAL_FRAMES: readonly Junk[] = [() => new Uint8Array([1, 2, 3]), () => "x".repeat(5_000)];

export const junkFrames: Fault = {
  name: "junk-frames",
  hypothesis: "A client that sends junk gets an error and then a close, and nobody else notices.",
  async run(drill) {
    const service = await drill.serve();
    const feed = await drill.feed(service, { intervalMs: 40 });

    const rounds = drill.short ? 1 : 5;
    const codes = await inParallel(CLIENTS * rounds, CLIENTS, async (index) => {
      const token = await service.token({ sub: canary(`junk-${index % CLIENTS}`) });
      const socket = new WebSocket(service.socketUrl(), ["signals.v2", `bearer.${token}`]);
      await new Promise((resolve, reject) => {
        socket.once("open", resolve);
        socket.once("error", reject);
      });
      const closed = closeOf(socket);
      const fatalFrame = FATAL_FRAMES[index % (FATAL_FRAMES.length + 1)];
      const frames = fatalFrame === undefined ? FRAMES : 10;
      for (let frame = 0; frame < frames; frame += 1) {
        const junk = JUNK[(index + frame) % JUNK.length];
        if (junk !== undefined) socket.send(junk(drill.random));
      }
      if (fatalFrame !== undefined) socket.send(fatalFrame(drill.random));
      const code = await closed;
      socket.terminate();
      return code;
    });
    await feed.settle();

    const expected = [1003, 1009, 1008];
    drill.figure("clients that sent junk", codes.length);
    drill.check(
      codes.every((code) => expected.includes(code)),
      `clients were closed with ${[...new Set(codes)].join()}`,
    );
    drill.check(
      new Set(codes).size === expected.length,
      "each kind of junk has its own close code",
    );
    const { starts } = await service.inject({ do: "count" });
    drill.check(starts === 1, "the hub lives on");
  },
};

/** Resolves with the code of the service's close frame. */
function closeOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    const receiver = Reflect.get(socket, "_receiver") as NodeJS.EventEmitter; // SAFETY: ws keeps it there.
    receiver.once("conclude", resolve);
    socket.once("close", resolve);
    socket.on("error", () => {});
  });
}
