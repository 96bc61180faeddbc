// `npm run idle`: the hub hibernates under a thousand pinging sockets, and each gets the next signal.

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
  /** The indexes of the sockets with the signal. */
  readonly reached = new Set<number>();
  /** Deliveries of the signal, over all sockets. */
  signals = 0;
  ended = 0;
}

async function openSockets(
  server: WorkerdServer,
  count: number,
  received: Received,
): Promise<readonly RawSocket[]> {
  const sockets: RawSocket[] = [];
  const connect = async (index: number): Promise<RawSocket> => {
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
    const batch = Array.from({ length: size }, (_, index) => connect(from + index));
    sockets.push(...(await Promise.all(batch)));
  }
  return sockets;
}

/** Each socket pings once an interval, spread evenly over it. Returns the number of pings. */
async function pingAll(
  sockets: readonly RawSocket[],
  intervalS: number,
  seconds: number,
): Promise<number> {
  const SLICES_PER_SECOND = 20;
  const slices = intervalS * SLICES_PER_SECOND;
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
    interval,
    seconds,
  } = readOptions({
    file: "test/drills/idle.ts",
    summary:
      "Holds sockets that only ping. Checks that the hub hibernates and that all get the next signal.",
    options: {
      sockets: { default: 1_000, text: "v2 sockets" },
      interval: { default: 5, text: "seconds between two pings of a socket (a client's are 30)" },
      seconds: { default: 16, text: "seconds of pings alone (the hub hibernates after 10)" },
    },
  });
  const server = await WorkerdServer.start();
  try {
    const received = new Received();
    const sockets = await openSockets(server, count, received);
    const before = await statsOf(server);
    progress(`${count} sockets are open; ${seconds} s of pings`);
    const cpuBefore = server.usage().cpuUs;
    const pings = await pingAll(sockets, interval, seconds);
    await pause(500);
    const cpuUs = server.usage().cpuUs - cpuBefore;
    const { pongs } = received;
    const after = await statsOf(server);

    const producer = new HttpProducer(hubEndpoint(server.port));
    const status = await producer.post(signalText(1));
    producer.end();
    const deadline = performance.now() + DELIVERY_MS;
    while (received.reached.size < count && performance.now() < deadline) await pause(10);
    // A duplicate would arrive within this pause.
    await pause(300);
    const endedBefore = received.ended;
    for (const socket of sockets) socket.destroy();

    const figures = {
      sockets: count,
      pings,
      pongs,
      starts_before: before.starts,
      starts_after: after.starts,
      sockets_after_hibernation: after.sockets,
      reached: received.reached.size,
      deliveries: received.signals,
      server_us_per_ping: cpuUs / pings,
      rss_mb: server.usage().rssBytes / 2 ** 20,
    };
    const checks: readonly (readonly [boolean, string])[] = [
      [pongs === pings, "every ping is answered"],
      [
        after.starts === before.starts + 1,
        "the hub hibernates, and only the stats request starts it again",
      ],
      [after.sockets === count && endedBefore === 0, "every socket outlives the hibernation"],
      [status === 200 && received.reached.size === count, "every socket gets the next signal"],
      [received.signals === received.reached.size, "no socket gets it twice"],
    ];
    const broken = checks.filter(([holds]) => !holds).map(([, text]) => text);
    conclude(Object.entries(figures), figures, broken, json);
  } finally {
    await server.dispose();
  }
}

if (import.meta.main) await main();
