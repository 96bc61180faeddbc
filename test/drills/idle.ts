// The idle drill: a thousand sockets that only ping let the hub sleep, and get the next signal all the same.

import { hubDoor, Poster, signalText } from "../bench/load/poster.ts";
import { RawSocket } from "../bench/load/raw-socket.ts";
import { conclude, pause, progress, readOptions } from "../bench/script.ts";
import { WorkerdServer } from "../bench/workerd-server.ts";

interface Stats {
  readonly constructions: number;
  readonly sockets: number;
}

const PING = '{"type":"ping"}';
const PONG = Buffer.from('{"type":"pong"}');
const SIGNAL = Buffer.from('"type":"new_signal"');
const GREETING_SLICE = 50;
const DELIVERY_MS = 5_000;

class Heard {
  pongs = 0;
  /** The sockets that got the signal, and how often all of them together did. */
  readonly reached = new Set<number>();
  signals = 0;
  ended = 0;
}

async function openSockets(
  server: WorkerdServer,
  count: number,
  heard: Heard,
): Promise<readonly RawSocket[]> {
  const sockets: RawSocket[] = [];
  const open = async (index: number): Promise<RawSocket> => {
    const token = await server.token({ sub: String(Math.floor(index / 10)) });
    return RawSocket.open({
      port: server.port,
      path: "/ws/signals",
      protocols: ["signals.v2", `bearer.${token}`],
      onFrame: (payload) => {
        if (payload.equals(PONG)) heard.pongs += 1;
        if (!payload.includes(SIGNAL)) return;
        heard.signals += 1;
        heard.reached.add(index);
      },
      onEnd: () => {
        heard.ended += 1;
      },
    });
  };
  for (let from = 0; from < count; from += GREETING_SLICE) {
    const size = Math.min(GREETING_SLICE, count - from);
    const slice = Array.from({ length: size }, (_, index) => open(from + index));
    sockets.push(...(await Promise.all(slice)));
  }
  return sockets;
}

/** Every socket pings once an interval, each at its own moment; answers how many pings there were. */
async function pingAll(
  sockets: readonly RawSocket[],
  every: number,
  seconds: number,
): Promise<number> {
  const SLICES_PER_SECOND = 20;
  const slices = every * SLICES_PER_SECOND;
  let pings = 0;
  for (let tick = 0; tick < seconds * SLICES_PER_SECOND; tick += 1) {
    for (let index = tick % slices; index < sockets.length; index += slices) {
      sockets[index]?.send(PING);
      pings += 1;
    }
    await pause(1_000 / SLICES_PER_SECOND);
  }
  return pings;
}

async function statsOf(server: WorkerdServer): Promise<Stats> {
  return (await server.operate("GET", "/stats")).json<Stats>(); // SAFETY: `HubStats`.
}

async function main(): Promise<void> {
  const {
    json,
    sockets: count,
    every,
    seconds,
  } = readOptions({
    file: "test/drills/idle.ts",
    summary:
      "Holds sockets that only ping, shows that the hub slept, and that all get the next signal.",
    options: {
      sockets: { otherwise: 1_000, text: "v2 sockets" },
      every: { otherwise: 5, text: "seconds between two pings of a socket (a client's are 30)" },
      seconds: { otherwise: 16, text: "how long nothing but pings happens (sleep comes after 10)" },
    },
  });
  const server = await WorkerdServer.start();
  try {
    const heard = new Heard();
    const sockets = await openSockets(server, count, heard);
    const before = await statsOf(server);
    progress(`${count} sockets are open; ${seconds} s of pings`);
    const cpuBefore = server.usage().cpuUs;
    const pings = await pingAll(sockets, every, seconds);
    await pause(500);
    const cpuUs = server.usage().cpuUs - cpuBefore;
    const { pongs } = heard;
    const after = await statsOf(server);

    const poster = new Poster(hubDoor(server.port));
    const status = await poster.post(signalText(1));
    poster.end();
    const deadline = performance.now() + DELIVERY_MS;
    while (heard.reached.size < count && performance.now() < deadline) await pause(10);
    // A moment for whoever would get it twice.
    await pause(300);
    const endedBefore = heard.ended;
    for (const socket of sockets) socket.destroy();

    const figures = {
      sockets: count,
      pings,
      pongs,
      constructions_before: before.constructions,
      constructions_after: after.constructions,
      sockets_after_sleep: after.sockets,
      reached: heard.reached.size,
      deliveries: heard.signals,
      server_us_per_ping: cpuUs / pings,
      rss_mb: server.usage().rssBytes / 2 ** 20,
    };
    const promises: readonly (readonly [boolean, string])[] = [
      [pongs === pings, "every ping is answered"],
      [
        after.constructions === before.constructions + 1,
        "the hub sleeps, and only the question for its stats constructs it again",
      ],
      [after.sockets === count && endedBefore === 0, "every socket outlives the sleep"],
      [status === 200 && heard.reached.size === count, "every socket gets the next signal"],
      [heard.signals === heard.reached.size, "and gets it once"],
    ];
    const broken = promises.filter(([held]) => !held).map(([, promise]) => promise);
    conclude(Object.entries(figures), figures, broken, json);
  } finally {
    await server.dispose();
  }
}

if (import.meta.main) await main();
