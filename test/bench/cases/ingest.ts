// Ingest alone: what a post costs when nobody listens.

import type { Contender, Running } from "../contenders/contender.ts";
import { Poster, signalText } from "../load/poster.ts";
import type { Figures } from "./case.ts";
import { withServer } from "./stage.ts";

const PRODUCERS = 8;
const SECONDS = 5;

/** `perPost` messages in each post. Of the floor it is one row and an answer. */
export function measureIngest(contender: Contender, perPost: number): Promise<Figures> {
  return withServer(contender, (server) => ingest(server, contender, perPost));
}

async function ingest(server: Running, contender: Contender, perPost: number): Promise<Figures> {
  const where = contender === "floor" ? { ...server.door, path: "/row" } : server.door;
  const posters = Array.from({ length: PRODUCERS }, () => new Poster(where));
  let number = 0;
  const next = (): string => signalText((number += 1));
  const body = (): string =>
    perPost === 1 ? next() : `[${Array.from({ length: perPost }, next).join()}]`;
  const postFor = async (seconds: number): Promise<void> => {
    const until = performance.now() + seconds * 1_000;
    await Promise.all(
      posters.map(async (poster) => {
        while (performance.now() < until)
          if ((await poster.post(body())) !== 200) throw new Error("a post failed");
      }),
    );
  };
  try {
    await postFor(1);
    const before = number;
    const cpuBefore = server.usage().cpuUs;
    const began = performance.now();
    await postFor(SECONDS);
    const wall = (performance.now() - began) / 1_000;
    const messages = number - before;
    return {
      cpu_us_per_message: (server.usage().cpuUs - cpuBefore) / messages,
      messages_per_s: messages / wall,
      posts_per_s: messages / perPost / wall,
    };
  } finally {
    for (const poster of posters) poster.end();
  }
}
