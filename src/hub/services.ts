// The wiring of the hub. Every service is made here, over the object's storage and sockets.

import { createSockets, type Sockets } from "../sockets/sockets.ts";
import type { Directory } from "../sockets/ports/directory.ts";
import { AlarmScheduler } from "./alarm/alarm.ts";
import { Publisher } from "./publishing/publisher.ts";
import { SourceStatusNotifier } from "./publishing/source-status-notifier.ts";
import { ReadApi } from "./reads/read-api.ts";
import { HubStatsReader } from "./stats/hub-stats.ts";
import { IdempotencyStore } from "./storage/idempotency-store.ts";
import { MemberStore } from "./storage/member-store.ts";
import { MeteredSql } from "./storage/metered-sql.ts";
import { migrate } from "./storage/schema.ts";
import { SignalLog } from "./storage/signal-log.ts";
import { endsAt, SignalStore } from "./storage/signal-store.ts";
import { SourceStore } from "./storage/source-store.ts";
import { Analytics, type AnalyticsEnv } from "./telemetry/analytics.ts";
import { Counters } from "./telemetry/counters.ts";
import { HubSocketTelemetry } from "./telemetry/socket-telemetry.ts";

/** The services behind the Durable Object. */
export interface Services extends Sockets {
  readonly counters: Counters;
  readonly log: SignalLog;
  readonly signals: SignalStore;
  readonly members: MemberStore;
  readonly publisher: Publisher;
  readonly sourceStatus: SourceStatusNotifier;
  readonly reads: ReadApi;
  readonly stats: HubStatsReader;
  readonly alarm: AlarmScheduler;
}

/** Makes the services, and brings the tables up to this code's version. */
export function createServices(ctx: DurableObjectState, env: AnalyticsEnv): Services {
  const { storage } = ctx;
  const counters = new Counters();
  const analytics = new Analytics(env);
  const onRowsWritten = (rows: number): void => counters.add("rows", rows);
  const sql = new MeteredSql(storage.sql, onRowsWritten);
  const log = new SignalLog(sql, migrate(storage));
  counters.restore(log.storedCounters);
  const signals = new SignalStore(sql);
  const members = new MemberStore(sql);
  const sources = new SourceStore({ sql, log });
  const alarm = new AlarmScheduler({ storage, onRowsWritten });

  const sockets = createSockets({
    ctx,
    log,
    directory: directoryOver(signals, members, sources),
    alarm,
    telemetry: new HubSocketTelemetry({ counters, analytics }),
    rowCounters: [signals, log],
  });
  const deps = { ...sockets, storage, log, signals, members, sources, alarm, counters, analytics };
  const sourceStatus = new SourceStatusNotifier(deps);
  return {
    ...deps,
    publisher: new Publisher({ ...deps, sourceStatus, idempotency: new IdempotencyStore(sql) }),
    sourceStatus,
    reads: new ReadApi(deps),
    stats: new HubStatsReader(deps),
  };
}

function directoryOver(
  signals: SignalStore,
  members: MemberStore,
  sources: SourceStore,
): Directory {
  return {
    member: (userId) => members.get(userId),
    *openSignals(now) {
      for (const signal of signals.open(now)) yield { ...signal, endsAt: endsAt(signal) };
    },
    sourceStatuses: () => sources.statuses(),
  };
}
