// A process with all the sockets of a benchmark: it counts what comes and when the last socket had it.

import { RawSocket } from "./raw-socket.ts";

/** What the crowd is told on its command line, as JSON. */
export interface CrowdOrder {
  readonly port: number;
  readonly dialect: "signals.v1" | "signals.v2";
  /** One for every ten sockets. */
  readonly tokens: readonly string[];
  readonly sockets: number;
}

/** What it answers to each line on its stdin: the figures since the line before. */
export interface CrowdCount {
  readonly messages: number;
  readonly frames: number;
  readonly bytes: number;
  /** Messages that every socket had, and how long after they were written the last one had each, ms. */
  readonly complete: number;
  readonly lastMs: readonly number[];
  readonly cpuUs: number;
  readonly ended: number;
}

/** Where a message carries its number and its moment: `"n":<number>,"at":<milliseconds>`. */
const STAMP = /"n":(\d+),"at":([\d.]+)/g;
const MAX_NUMBER = 2_000_000;
const GREETING_SLICE = 50;

/** All sockets are sent the same bytes: each distinct frame is read once. */
class Frames {
  #known: { readonly bytes: Buffer; readonly numbers: readonly number[] }[] = [];
  readonly stamps = new Map<number, number>();

  numbersIn(payload: Buffer): readonly number[] {
    const known = this.#known.find(({ bytes }) => bytes.equals(payload));
    if (known !== undefined) return known.numbers;
    const numbers: number[] = [];
    for (const [, number, at] of payload.toString("latin1").matchAll(STAMP)) {
      numbers.push(Number(number));
      this.stamps.set(Number(number), Number(at));
    }
    const frame = { bytes: Buffer.from(payload), numbers };
    // Sockets are a few frames apart at most.
    this.#known = [frame, ...this.#known.slice(0, 255)];
    return numbers;
  }
}

export function now(): number {
  return performance.timeOrigin + performance.now();
}

async function main(order: CrowdOrder): Promise<void> {
  const frames = new Frames();
  const receipts = new Uint16Array(MAX_NUMBER);
  let count = { messages: 0, frames: 0, bytes: 0, ended: 0 };
  let lastMs: number[] = [];
  let cpu = process.cpuUsage();

  const onFrame = (payload: Buffer): void => {
    const numbers = frames.numbersIn(payload);
    if (numbers.length === 0) return;
    count.frames += 1;
    count.bytes += payload.length;
    count.messages += numbers.length;
    for (const number of numbers) {
      const had = (receipts[number] ?? 0) + 1;
      receipts[number] = had;
      if (had === order.sockets) lastMs.push(now() - (frames.stamps.get(number) ?? 0));
    }
  };
  const onEnd = (): void => {
    count.ended += 1;
  };
  for (let from = 0; from < order.sockets; from += GREETING_SLICE) {
    const size = Math.min(GREETING_SLICE, order.sockets - from);
    await Promise.all(
      Array.from({ length: size }, (_, index) => {
        const token = order.tokens[Math.floor((from + index) / 10)] ?? "";
        const protocols = [order.dialect, `bearer.${token}`];
        return RawSocket.open({ port: order.port, path: "/ws/signals", protocols, onFrame, onEnd });
      }),
    );
  }

  process.stdout.write("ready\n");
  process.stdin.on("end", () => process.exit());
  process.stdin.on("data", () => {
    const { user, system } = process.cpuUsage(cpu);
    const answer = { ...count, complete: lastMs.length, lastMs, cpuUs: user + system };
    count = { messages: 0, frames: 0, bytes: 0, ended: 0 };
    lastMs = [];
    cpu = process.cpuUsage();
    process.stdout.write(`${JSON.stringify(answer satisfies CrowdCount)}\n`);
  });
}

// SAFETY: `Crowd.gather` wrote it.
if (import.meta.main) await main(JSON.parse(process.argv[2] ?? "") as CrowdOrder);
