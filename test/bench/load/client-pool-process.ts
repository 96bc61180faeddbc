// The load process with all sockets of a benchmark. It counts messages and their latencies on one thread, so a
// server can saturate it. `busyMs` shows a saturation.

import { performance } from "node:perf_hooks";
import { now } from "./clock.ts";
import { Latencies } from "./latencies.ts";
import { RawSocket } from "./raw-socket.ts";

/** The upgrade request of a socket. */
export interface SocketRequest {
  readonly path: string;
  readonly protocols: readonly string[];
}

/** The configuration, as the first line of JSON on stdin. */
export interface PoolConfig {
  readonly port: number;
  readonly sockets: number;
  /** Used in turn, each for ten sockets. */
  readonly requests: readonly SocketRequest[];
  /** The first message of each socket. An empty text sends none. */
  readonly hello: string;
}

/** The answer to each further line on stdin, with the counts since the line before. */
export interface PoolCounts {
  readonly messages: number;
  readonly frames: number;
  readonly bytes: number;
  /** Messages received by every socket. */
  readonly complete: number;
  /** The latency of each complete message to its last socket, ms. */
  readonly lastMs: readonly number[];
  /** Over all messages on all sockets, ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The arrival of the first frame with a message, Unix ms. It is 0 for none. */
  readonly firstFrameAt: number;
  /** The time with a busy event loop, ms. Near the wall time this process is the bottleneck. */
  readonly busyMs: number;
  readonly ended: number;
}

/** Matches the number of a message and its due time in Unix milliseconds. */
const STAMP = /"n":(\d+),"at":([\d.]+)/g;
const MARK = '"n":';
/** Characters of the first stamp in a cache key. */
const STAMP_CHARS = 12;
/** The limit of the frame cache. Slow sockets lag behind by thousands of frames. */
const MAX_FRAME_BYTES = 64 * 1_024 * 1_024;
const MAX_NUMBER = 2_000_000;
const CONNECT_BATCH = 50;
export const SOCKETS_PER_REQUEST = 10;

interface Stamp {
  readonly number: number;
  readonly sentAt: number;
}

/** A cache of parsed frames. Many sockets get the same bytes, and each distinct frame is parsed once. */
class Frames {
  readonly #cache = new Map<
    string,
    { readonly bytes: Buffer; readonly stamps: readonly Stamp[] }
  >();
  #bytes = 0;

  stampsIn(payload: Buffer): readonly Stamp[] {
    // Equal keys with other bytes are parsed again, so a collision costs only time.
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
  readonly utilizationBefore = performance.eventLoopUtilization();

  count(): PoolCounts {
    const { messages, frames, bytes, ended, firstFrameAt, lastMs, latencies } = this;
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
      busyMs: performance.eventLoopUtilization(this.utilizationBefore).active,
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
  const config = JSON.parse(String(value)) as PoolConfig; // SAFETY: `ClientPool.open` wrote it.
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
