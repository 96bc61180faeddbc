// The wiring of one object's sockets. The hub makes it over its tables. A relay will make it over its window.

import { tokenVerifierOf } from "../hub-request.ts";
import { ConnectionRegistry } from "./connections/connections.ts";
import { ReadQuota, type RowCounter } from "./connections/read-quota.ts";
import { Backlog } from "./delivery/backlog.ts";
import { Flush } from "./delivery/flush.ts";
import { FlushLoop } from "./delivery/flush-loop.ts";
import { Outbox } from "./delivery/outbox.ts";
import { Replays } from "./delivery/replay.ts";
import { Snapshots } from "./delivery/snapshot.ts";
import type { Directory } from "./ports/directory.ts";
import type { Alarm, SocketTelemetry } from "./ports/host.ts";
import type { MessageLog } from "./ports/messages.ts";
import { AccessControl } from "./sessions/access-control.ts";
import { ClientMessageHandler } from "./sessions/client-messages.ts";
import { Handshake } from "./sessions/handshake.ts";

/** The object's part in its sockets. */
export interface SocketsDeps {
  readonly ctx: DurableObjectState;
  readonly log: MessageLog;
  readonly directory: Directory;
  readonly alarm: Alarm;
  readonly telemetry: SocketTelemetry;
  /** The counters of scanned rows. Each user has one quota over all of them. */
  readonly rowCounters: readonly RowCounter[];
}

/** The sockets of one object with their services. */
export interface Sockets {
  readonly connections: ConnectionRegistry;
  readonly outbox: Outbox;
  readonly flushLoop: FlushLoop;
  readonly backlog: Backlog;
  readonly replays: Replays;
  readonly readQuota: ReadQuota;
  readonly handshake: Handshake;
  readonly clientMessages: ClientMessageHandler;
  readonly accessControl: AccessControl;
}

/** Makes the services of one object's sockets. After hibernation they pick up where the attachments say. */
export function createSockets(deps: SocketsDeps): Sockets {
  const { ctx, log, directory, telemetry } = deps;
  const connections = new ConnectionRegistry({ ctx, telemetry });
  const outbox = new Outbox(connections, log.range().newest);
  const flush = new Flush({ connections, outbox });
  const replays = new Replays(log);
  const snapshots = new Snapshots({ log, directory });
  const backlog = new Backlog({ ...deps, connections, outbox, flush, replays });
  const flushLoop = new FlushLoop({
    ctx,
    outbox,
    flush,
    telemetry,
    afterFlush: (now) => void backlog.sendToAll(now),
  });
  const readQuota = new ReadQuota(deps.rowCounters);
  const accessControl = new AccessControl({ connections, directory });
  const session = { ...deps, connections, outbox, backlog, snapshots, readQuota };
  return {
    connections,
    outbox,
    flushLoop,
    backlog,
    replays,
    readQuota,
    handshake: new Handshake(session),
    clientMessages: new ClientMessageHandler({
      ...session,
      accessControl,
      tokenVerifier: tokenVerifierOf(ctx),
    }),
    accessControl,
  };
}
