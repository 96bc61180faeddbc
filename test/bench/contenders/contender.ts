// The contenders, and the interface of a running one for connects, publishes and usage.

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

/** The contenders on workerd. Targets between them are narrow, so they are repeated. */
export const WORKERD_CONTENDERS: ReadonlySet<Contender> = new Set([
  "floor",
  "hub-v1",
  "hub-v2",
  "partyserver",
]);

/** A started and empty server in its own process. */
export interface Running {
  readonly endpoint: PublishEndpoint;
  /** The first message of each socket. An empty text sends none. */
  readonly hello: string;
  /** Returns the upgrade requests, one user for each ten sockets. The queries are used in turn. */
  requests(
    sockets: number,
    queries?: readonly string[],
    firstUser?: number,
  ): Promise<readonly SocketRequest[]>;
  usage(): Usage;
  dispose(): Promise<void>;
}
