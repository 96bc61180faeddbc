// Who is measured, and what a benchmark may do with each: connect to it, post to it, look at what it used.

import type { SocketRequest } from "../load/client-pool-process.ts";
import type { PublishEndpoint } from "../load/http-producer.ts";
import type { Usage } from "../process-usage.ts";

export const CONTENDERS = [
  "floor",
  "hub-v1",
  "hub-v2",
  "partyserver",
  "ws",
  "socket.io",
  "bun",
] as const;
export type Contender = (typeof CONTENDERS)[number];

/** Those that workerd runs: among them the targets are narrow. */
export const WORKERD_CONTENDERS: ReadonlySet<Contender> = new Set([
  "floor",
  "hub-v1",
  "hub-v2",
  "partyserver",
]);

/** A server that is ready and empty, in a process of its own. */
export interface Running {
  readonly endpoint: PublishEndpoint;
  /** What each socket says first; empty for nothing. */
  readonly hello: string;
  /** How `sockets` clients ask to be let in, one user for each ten; a query of `queries` is added to the path. */
  requests(
    sockets: number,
    queries?: readonly string[],
    firstUser?: number,
  ): Promise<readonly SocketRequest[]>;
  usage(): Usage;
  dispose(): Promise<void>;
}
