// The hub's rooms, and who in them knows whom: the only place where they are made.

import { tokenVerifierOf } from "../hub-request.ts";
import { IdempotencyStore } from "./storage/idempotency-store.ts";
import { ConnectionRegistry } from "../sockets/connections/connections.ts";
import { Flush } from "../sockets/delivery/flush.ts";
import { Backlog } from "../sockets/delivery/backlog.ts";
import { ClientMessageHandler } from "../sockets/sessions/client-messages.ts";
import { MeteredSql } from "./storage/metered-sql.ts";
import { Counters } from "./telemetry/counters.ts";
import { DisconnectEvents } from "./telemetry/disconnect-events.ts";
import { Analytics, type AnalyticsEnv } from "./telemetry/analytics.ts";
import { MemberStore } from "./storage/member-store.ts";
import { Publisher } from "./publishing/publisher.ts";
import { FlushLoop } from "../sockets/delivery/flush-loop.ts";
import { ReadApi } from "./reads/read-api.ts";
import { HubStatsReader } from "./stats/hub-stats.ts";
import { Handshake } from "../sockets/sessions/handshake.ts";
import { Replays } from "../sockets/delivery/replay.ts";
import { migrate } from "./storage/schema.ts";
import { SignalStore } from "./storage/signal-store.ts";
import { SignalLog } from "./storage/signal-log.ts";
import { Snapshots } from "../sockets/delivery/snapshot.ts";
import { SourceStatusNotifier } from "./publishing/source-status-notifier.ts";
import { SourceStore } from "./storage/source-store.ts";
import { AccessControl } from "../sockets/sessions/access-control.ts";
import { ReadQuota } from "../sockets/connections/read-quota.ts";
import { AlarmScheduler } from "./alarm/alarm.ts";

/** What the hub hands its events on to. */
export interface Services {
  readonly counters: Counters;
  readonly log: SignalLog;
  readonly signals: SignalStore;
  readonly connections: ConnectionRegistry;
  readonly backlog: Backlog;
  readonly publisher: Publisher;
  readonly handshake: Handshake;
  readonly clientMessages: ClientMessageHandler;
  readonly accessControl: AccessControl;
  readonly sourceStatus: SourceStatusNotifier;
  readonly reads: ReadApi;
  readonly stats: HubStatsReader;
  readonly alarm: AlarmScheduler;
}

/** Makes the rooms over an object's storage and sockets; the tables are brought up to this code's version. */
export function createServices(ctx: DurableObjectState, env: AnalyticsEnv): Services {
  const { storage } = ctx;
  const counters = new Counters();
  const analytics = new Analytics(env);
  const sql = new MeteredSql(storage.sql, counters);
  const log = new SignalLog(sql, migrate(storage));
  counters.restore(log.storedCounters);
  const signals = new SignalStore(sql);
  const members = new MemberStore(sql);
  const connections = new ConnectionRegistry(ctx, new DisconnectEvents(counters, analytics));
  const flush = new Flush(connections, log.range().newest);
  const alarm = new AlarmScheduler(storage, counters);
  const replays = new Replays(log);
  const backlog = new Backlog(ctx, connections, flush, log, replays, alarm, counters);
  const accessControl = new AccessControl(connections, members);
  const sources = new SourceStore(sql, log);
  const readQuota = new ReadQuota([signals, log]);
  const shared = {
    storage,
    log,
    signals,
    members,
    sources,
    idempotency: new IdempotencyStore(sql),
    snapshots: new Snapshots(signals),
    connections,
    flush,
    backlog,
    flushLoop: new FlushLoop(ctx, connections, flush, backlog, counters),
    alarm,
    readQuota,
    counters,
    analytics,
  };
  const handshake = new Handshake(shared);
  return {
    counters,
    log,
    signals,
    connections,
    backlog,
    publisher: new Publisher(shared),
    handshake,
    clientMessages: new ClientMessageHandler(
      connections,
      backlog,
      log,
      handshake,
      accessControl,
      tokenVerifierOf(ctx),
      readQuota,
      counters,
    ),
    accessControl,
    sourceStatus: new SourceStatusNotifier(connections, sources, alarm),
    reads: new ReadApi(log, signals, members, replays, readQuota, counters),
    stats: new HubStatsReader(shared),
    alarm,
  };
}
