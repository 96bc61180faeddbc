// Measures publish requests alone, without sockets.

import type { Contender, Running } from "../contenders/contender.ts";
import { HttpProducer, signalText } from "../load/http-producer.ts";
import type { Figures } from "./case.ts";
import { withServer } from "./fixture.ts";

const PRODUCERS = 8;
const SECONDS = 5;

/** Each request has `batchSize` messages. The floor stores one row and answers. */
export function measureIngest(contender: Contender, batchSize: number): Promise<Figures> {
  return withServer(contender, (server) => ingest(server, contender, batchSize));
}

async function ingest(server: Running, contender: Contender, batchSize: number): Promise<Figures> {
  const endpoint = contender === "floor" ? { ...server.endpoint, path: "/row" } : server.endpoint;
  const producers = Array.from({ length: PRODUCERS }, () => new HttpProducer(endpoint));
  let number = 0;
  const next = (): string => signalText((number += 1));
  const body = (): string =>
    batchSize === 1 ? next() : `[${Array.from({ length: batchSize }, next).join()}]`;
  const publishFor = async (seconds: number): Promise<void> => {
    const until = performance.now() + seconds * 1_000;
    await Promise.all(
      producers.map(async (producer) => {
        while (performance.now() < until)
          if ((await producer.post(body())) !== 200) throw new Error("a publish request failed");
      }),
    );
  };
  try {
    await publishFor(1);
    const before = number;
    const cpuBefore = server.usage().cpuUs;
    const began = performance.now();
    await publishFor(SECONDS);
    const wall = (performance.now() - began) / 1_000;
    const messages = number - before;
    return {
      cpu_us_per_message: (server.usage().cpuUs - cpuBefore) / messages,
      messages_per_s: messages / wall,
      requests_per_s: messages / batchSize / wall,
    };
  } finally {
    for (const producer of producers) producer.end();
  }
}
