// A process with all the sockets of a benchmark: it counts what comes, how late, and when the last socket had it.

import { now } from "./clock.ts";
import { Latencies } from "./latencies.ts";
import { RawSocket } from "./raw-socket.ts";

/** How one socket asks to be let in. */
export interface SocketRequest {
  readonly path: string;
  readonly protocols: readonly string[];
}

/** What the crowd is told on its stdin, as one line of JSON. */
export interface PoolConfig {
  readonly port: number;
  readonly sockets: number;
  /** Shared out among the sockets in slices of ten. */
  readonly requests: readonly SocketRequest[];
  /** What each socket says first; empty for nothing. */
  readonly hello: string;
}

/** What it answers to each further line: the figures since the line before. */
export interface PoolCounts {
  readonly messages: number;
  readonly frames: number;
  readonly bytes: number;
  /** Messages that every socket had, and how long after they were due the last one had each, ms. */
  readonly complete: number;
  readonly lastMs: readonly number[];
  /** Over every message on every socket, ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** When the first frame with a message came, Unix ms; 0 for none. */
  readonly firstFrameAt: number;
  readonly cpuUs: number;
  readonly ended: number;
}

/** Where a message carries its number and its moment: `"n":<number>,"at":<milliseconds>`. */
const STAMP = /"n":(\d+),"at":([\d.]+)/g;
const MARK = '"n":';
/** Enough of a stamp to tell frames apart. */
const STAMP_CHARS = 12;
/** Of frames that are remembered: sockets that can't keep up are thousands apart. */
const MAX_FRAME_BYTES = 64 * 1_024 * 1_024;
const MAX_NUMBER = 2_000_000;
const CONNECT_BATCH = 50;
export const SOCKETS_PER_REQUEST = 10;

interface Stamp {
  readonly number: number;
  readonly sentAt: number;
}

/** Many sockets are sent the same bytes: each distinct frame is read once. */
class Frames {
  readonly #cache = new Map<
    string,
    { readonly bytes: Buffer; readonly stamps: readonly Stamp[] }
  >();
  #bytes = 0;

  stampsIn(payload: Buffer): readonly Stamp[] {
    // Where the first stamp stands in a frame depends on the dialect alone; a clash only costs a reading.
    const first = payload.indexOf(MARK);
    const key = `${payload.length} ${payload.toString("latin1", first, first + STAMP_CHARS)}`;
    const cached = this.#cache.get(key);
    if (cached?.bytes.equals(payload) === true) return cached.stamps;
    const stamps = Array.from(payload.toString("latin1").matchAll(STAMP), ([, number, sentAt]) => ({
      number: Number(number),
      sentAt: Number(sentAt),
    }));
    this.#bytes += payload.length;
    if (this.#bytes > MAX_FRAME_BYTES) {
      this.#cache.clear();
      this.#bytes = payload.length;
    }
    this.#cache.set(key, { bytes: Buffer.from(payload), stamps });
    return stamps;
  }
}

class PoolCounters {
  messages = 0;
  frames = 0;
  bytes = 0;
  ended = 0;
  firstFrameAt = 0;
  readonly lastMs: number[] = [];
  readonly latencies = new Latencies();
  readonly cpuBefore = process.cpuUsage();

  count(): PoolCounts {
    const { messages, frames, bytes, ended, firstFrameAt, lastMs, latencies } = this;
    const { user, system } = process.cpuUsage(this.cpuBefore);
    return {
      messages,
      frames,
      bytes,
      ended,
      firstFrameAt,
      lastMs,
      complete: lastMs.length,
      p50Ms: latencies.percentile(0.5),
      p99Ms: latencies.percentile(0.99),
      cpuUs: user + system,
    };
  }
}

async function openSockets(
  config: PoolConfig,
  onFrame: (payload: Buffer) => void,
  onEnd: () => void,
) {
  const { port, sockets, requests, hello } = config;
  for (let from = 0; from < sockets; from += CONNECT_BATCH) {
    const size = Math.min(CONNECT_BATCH, sockets - from);
    await Promise.all(
      Array.from({ length: size }, async (_, index) => {
        const slice = Math.floor((from + index) / SOCKETS_PER_REQUEST);
        const request = requests[slice % requests.length];
        if (request === undefined) throw new Error("the configuration has no requests");
        const socket = await RawSocket.open({
          port,
          ...request,
          offerDeflate: true,
          onFrame,
          onEnd,
        });
        if (hello !== "") socket.send(hello);
      }),
    );
  }
}

async function main(lines: AsyncIterator<string>): Promise<void> {
  const { value } = await lines.next();
  const config = JSON.parse(String(value)) as PoolConfig; // SAFETY: `Crowd.gather` wrote it.
  const frames = new Frames();
  const receipts = new Uint16Array(MAX_NUMBER);
  let counters = new PoolCounters();

  const onFrame = (payload: Buffer): void => {
    const stamps = frames.stampsIn(payload);
    if (stamps.length === 0) return;
    const receivedAt = now();
    if (counters.firstFrameAt === 0) counters.firstFrameAt = receivedAt;
    counters.frames += 1;
    counters.bytes += payload.length;
    counters.messages += stamps.length;
    for (const { number, sentAt } of stamps) {
      const count = (receipts[number] ?? 0) + 1;
      receipts[number] = count;
      counters.latencies.add(receivedAt - sentAt);
      if (count === config.sockets) counters.lastMs.push(receivedAt - sentAt);
    }
  };
  const onEnd = (): void => {
    counters.ended += 1;
  };
  await openSockets(config, onFrame, onEnd);
  process.stdout.write("ready\n");
  while ((await lines.next()).done !== true) {
    process.stdout.write(`${JSON.stringify(counters.count())}\n`);
    counters = new PoolCounters();
  }
  process.exit();
}

if (import.meta.main) {
  const { createInterface } = await import("node:readline");
  await main(createInterface({ input: process.stdin })[Symbol.asyncIterator]());
}
