// A server, its crowd and its producers, together for as long as something is measured.

import type { Contender, Running } from "../contenders/contender.ts";
import { startContender } from "../contenders/start.ts";
import { Crowd } from "../load/crowd-process.ts";
import type { CrowdCount } from "../load/crowd.ts";
import { Poster } from "../load/poster.ts";
import { pause } from "../script.ts";

/** How long what was posted may take to reach the last socket. */
const DRAIN_MS = 30_000;

/** Whom a crowd is made of. */
export interface Gathering {
  readonly sockets: number;
  /** Queries that the sockets bring, shared out among them. */
  readonly queries?: readonly string[];
  /** The number of the first user, where another crowd has those before. */
  readonly firstUser?: number;
}

export interface Stage {
  readonly server: Running;
  readonly crowd: Crowd;
  /** Resident memory that a socket added, KiB. */
  readonly kbPerSocket: number;
}

/** A fresh server; it is gone when `act` is over, however that ends. */
export async function withServer<Value>(
  contender: Contender,
  act: (server: Running) => Promise<Value>,
): Promise<Value> {
  const server = await startContender(contender);
  try {
    return await act(server);
  } finally {
    await server.dispose();
  }
}

/** So many sockets to the server, gone when `act` is over. */
export async function withCrowd<Value>(
  server: Running,
  { sockets, queries, firstUser }: Gathering,
  act: (crowd: Crowd) => Promise<Value>,
): Promise<Value> {
  const requests = await server.requests(sockets, queries, firstUser);
  const { door, hello } = server;
  const crowd = await Crowd.gather({ port: door.port, sockets, requests, hello });
  try {
    return await act(crowd);
  } finally {
    crowd.end();
  }
}

export async function withStage<Value>(
  contender: Contender,
  gathering: Gathering,
  act: (stage: Stage) => Promise<Value>,
): Promise<Value> {
  return withServer(contender, (server) => {
    const before = server.usage().rssBytes;
    return withCrowd(server, gathering, (crowd) => {
      const kbPerSocket = (server.usage().rssBytes - before) / 1_024 / gathering.sockets;
      return act({ server, crowd, kbPerSocket });
    });
  });
}

/** Producers, each with one post under way at most; gone when `act` is over. */
export async function withPosters<Value>(
  server: Running,
  count: number,
  act: (posters: readonly Poster[]) => Promise<Value>,
): Promise<Value> {
  const posters = Array.from({ length: count }, () => new Poster(server.door));
  try {
    return await act(posters);
  } finally {
    for (const poster of posters) poster.end();
  }
}

/** Counts until every socket has had so many messages, or it takes too long. */
export async function drain(crowd: Crowd, messages: number): Promise<Totals> {
  const counts: CrowdCount[] = [await crowd.count()];
  const until = performance.now() + DRAIN_MS;
  while (totals(counts).complete < messages && performance.now() < until) {
    await pause(20);
    counts.push(await crowd.count());
  }
  return totals(counts);
}

export interface Totals {
  readonly messages: number;
  readonly frames: number;
  readonly complete: number;
  readonly ended: number;
  readonly lastMs: readonly number[];
  readonly crowdCpuUs: number;
  /** Of the longest count among them, ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

function totals(counts: readonly CrowdCount[]): Totals {
  const sum = (pick: (count: CrowdCount) => number): number =>
    counts.reduce((total, count) => total + pick(count), 0);
  const [longest] = counts.toSorted((a, b) => b.messages - a.messages);
  return {
    messages: sum(({ messages }) => messages),
    frames: sum(({ frames }) => frames),
    complete: sum(({ complete }) => complete),
    ended: sum(({ ended }) => ended),
    lastMs: counts.flatMap(({ lastMs }) => lastMs),
    crowdCpuUs: sum(({ cpuUs }) => cpuUs),
    p50Ms: longest?.p50Ms ?? 0,
    p99Ms: longest?.p99Ms ?? 0,
  };
}
