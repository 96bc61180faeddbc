// The idle drill: a thousand sockets that only ping let the hub sleep, and get the next signal all the same.

import { hubEndpoint, HttpProducer, signalText } from "../bench/load/http-producer.ts";
import { RawSocket } from "../bench/load/raw-socket.ts";
import { conclude, pause, progress, readOptions } from "../bench/script.ts";
import { WorkerdServer } from "../bench/workerd-server.ts";

interface Stats {
  readonly starts: number;
  readonly sockets: number;
}

const PING = '{"type":"ping"}';
const PONG = Buffer.from('{"type":"pong"}');
const SIGNAL = Buffer.from('"type":"new_signal"');
const CONNECT_BATCH = 50;
const DELIVERY_MS = 5_000;

class Received {
  pongs = 0;
  /** The sockets that got the signal, and how often all of them together did. */
  readonly reached = new Set<number>();
  signals = 0;
  ended = 0;
}

async function openSockets(
  server: WorkerdServer,
  count: number,
  received: Received,
): Promise<readonly RawSocket[]> {
  const sockets: RawSocket[] = [];
  const open = async (index: number): Promise<RawSocket> => {
    const token = await server.token({ sub: String(Math.floor(index / 10)) });
    return RawSocket.open({
      port: server.port,
      path: "/ws/signals",
      protocols: ["signals.v2", `bearer.${token}`],
      onFrame: (payload) => {
        if (payload.equals(PONG)) received.pongs += 1;
        if (!payload.includes(SIGNAL)) return;
        received.signals += 1;
        received.reached.add(index);
      },
      onEnd: () => {
        received.ended += 1;
      },
    });
  };
  for (let from = 0; from < count; from += CONNECT_BATCH) {
    const size = Math.min(CONNECT_BATCH, count - from);
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
    const received = new Received();
    const sockets = await openSockets(server, count, received);
    const before = await statsOf(server);
    progress(`${count} sockets are open; ${seconds} s of pings`);
    const cpuBefore = server.usage().cpuUs;
    const pings = await pingAll(sockets, every, seconds);
    await pause(500);
    const cpuUs = server.usage().cpuUs - cpuBefore;
    const { pongs } = received;
    const after = await statsOf(server);

    const producer = new HttpProducer(hubEndpoint(server.port));
    const status = await producer.post(signalText(1));
    producer.end();
    const deadline = performance.now() + DELIVERY_MS;
    while (received.reached.size < count && performance.now() < deadline) await pause(10);
    // A moment for whoever would get it twice.
    await pause(300);
    const endedBefore = received.ended;
    for (const socket of sockets) socket.destroy();

    const figures = {
      sockets: count,
      pings,
      pongs,
      starts_before: before.starts,
      starts_after: after.starts,
      sockets_after_sleep: after.sockets,
      reached: received.reached.size,
      deliveries: received.signals,
      server_us_per_ping: cpuUs / pings,
      rss_mb: server.usage().rssBytes / 2 ** 20,
    };
    const checks: readonly (readonly [boolean, string])[] = [
      [pongs === pings, "every ping is answered"],
      [
        after.starts === before.starts + 1,
        "the hub sleeps, and only the question for its stats constructs it again",
      ],
      [after.sockets === count && endedBefore === 0, "every socket outlives the sleep"],
      [status === 200 && received.reached.size === count, "every socket gets the next signal"],
      [received.signals === received.reached.size, "and gets it once"],
    ];
    const broken = checks.filter(([holds]) => !holds).map(([, text]) => text);
    conclude(Object.entries(figures), figures, broken, json);
  } finally {
    await server.dispose();
  }
}

if (import.meta.main) await main();
