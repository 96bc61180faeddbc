// Starts and ends a server, its client pool and its producers around a measurement.

import type { Contender, Running } from "../contenders/contender.ts";
import { startContender } from "../contenders/start.ts";
import { ClientPool } from "../load/client-pool.ts";
import type { PoolCounts } from "../load/client-pool-process.ts";
import { HttpProducer } from "../load/http-producer.ts";
import { pause } from "../script.ts";

/** The timeout for the delivery of all published messages. */
const DRAIN_MS = 30_000;

/** The sockets of a client pool. */
export interface PoolOptions {
  readonly sockets: number;
  /** Queries of the upgrades, used in turn. */
  readonly queries?: readonly string[];
  /** The number of the first user, for a second pool with other users. */
  readonly firstUser?: number;
}

export interface BenchFixture {
  readonly server: Running;
  readonly pool: ClientPool;
  /** Resident memory added by a socket, KiB. */
  readonly kbPerSocket: number;
}

/** Starts a fresh server, and ends it after `act` or its failure. */
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

/** Opens these sockets to the server, and closes them after `act`. */
export async function withClientPool<Value>(
  server: Running,
  { sockets, queries, firstUser }: PoolOptions,
  act: (pool: ClientPool) => Promise<Value>,
): Promise<Value> {
  const requests = await server.requests(sockets, queries, firstUser);
  const { endpoint, hello } = server;
  const pool = await ClientPool.open({ port: endpoint.port, sockets, requests, hello });
  try {
    return await act(pool);
  } finally {
    pool.end();
  }
}

export async function withFixture<Value>(
  contender: Contender,
  poolOptions: PoolOptions,
  act: (fixture: BenchFixture) => Promise<Value>,
): Promise<Value> {
  return withServer(contender, (server) => {
    const before = server.usage().rssBytes;
    return withClientPool(server, poolOptions, (pool) => {
      const kbPerSocket = (server.usage().rssBytes - before) / 1_024 / poolOptions.sockets;
      return act({ server, pool, kbPerSocket });
    });
  });
}

/** Connects producers, and ends them after `act`. Each has one pending request at most. */
export async function withProducers<Value>(
  server: Running,
  count: number,
  act: (producers: readonly HttpProducer[]) => Promise<Value>,
): Promise<Value> {
  const producers = Array.from({ length: count }, () => new HttpProducer(server.endpoint));
  try {
    return await act(producers);
  } finally {
    for (const producer of producers) producer.end();
  }
}

/** Counts until every socket has this many messages, or until the timeout. */
export async function drain(pool: ClientPool, messages: number): Promise<Totals> {
  const counts: PoolCounts[] = [await pool.count()];
  const until = performance.now() + DRAIN_MS;
  while (totals(counts).complete < messages && performance.now() < until) {
    await pause(20);
    counts.push(await pool.count());
  }
  return totals(counts);
}

export interface Totals {
  readonly messages: number;
  readonly frames: number;
  readonly complete: number;
  readonly ended: number;
  readonly lastMs: readonly number[];
  /** The time with a busy load process, ms. */
  readonly loadBusyMs: number;
  /** From the interval with the most messages, ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

function totals(counts: readonly PoolCounts[]): Totals {
  const sum = (pick: (count: PoolCounts) => number): number =>
    counts.reduce((total, count) => total + pick(count), 0);
  const [longest] = counts.toSorted((a, b) => b.messages - a.messages);
  return {
    messages: sum(({ messages }) => messages),
    frames: sum(({ frames }) => frames),
    complete: sum(({ complete }) => complete),
    ended: sum(({ ended }) => ended),
    lastMs: counts.flatMap(({ lastMs }) => lastMs),
    loadBusyMs: sum(({ busyMs }) => busyMs),
    p50Ms: longest?.p50Ms ?? 0,
    p99Ms: longest?.p99Ms ?? 0,
  };
}
