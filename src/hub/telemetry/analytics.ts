// Points for Workers Analytics Engine: one a publication and one a socket's end. Without the binding, none.
// Their columns are explained in docs/operations.md. Never a user's id, a token or a payload.

import type { DisconnectReason } from "./counters.ts";
import type { Session } from "../../sockets/connections/session.ts";

/** What `wrangler.toml` may bind for it. */
export interface AnalyticsEnv {
  readonly ANALYTICS?: AnalyticsEngineDataset;
}

export interface PublishPoint {
  readonly source: string;
  readonly messages: number;
  readonly recipients: number;
  readonly duplicates: number;
  /** Messages that were waiting for the next push once this publication had been taken. */
  readonly queuedMessages: number;
  /** How long the last push took that is over, milliseconds; `null` before the first since the hub woke. */
  readonly flushMs: number | null;
}

export class Analytics {
  readonly #dataset: AnalyticsEngineDataset | undefined;

  constructor({ ANALYTICS }: AnalyticsEnv) {
    this.#dataset = ANALYTICS;
  }

  recordPublish(point: PublishPoint): void {
    if (this.#dataset !== undefined) this.#write(publishDataPoint(point));
  }

  recordDisconnect(
    session: Session,
    reason: DisconnectReason,
    code: number | null,
    now: number,
  ): void {
    if (this.#dataset !== undefined) this.#write(disconnectDataPoint(session, reason, code, now));
  }

  /** The platform takes a few dozen points a turn: measuring must not end what is measured. */
  #write(point: AnalyticsEngineDataPoint): void {
    try {
      this.#dataset?.writeDataPoint(point);
    } catch {
      // The point is lost, as the documents say.
    }
  }
}

export function publishDataPoint(point: PublishPoint): AnalyticsEngineDataPoint {
  const {
    source,
    messages,
    recipients,
    duplicates,
    queuedMessages: gathered,
    flushMs: pushMs,
  } = point;
  return {
    indexes: ["publication"],
    blobs: [source],
    doubles: [messages, recipients, duplicates, gathered, pushMs ?? -1],
  };
}

export function disconnectDataPoint(
  { connectionId, subprotocol: dialect, connectedAt: joinedAt }: Session,
  reason: DisconnectReason,
  code: number | null,
  now: number,
): AnalyticsEngineDataPoint {
  return {
    indexes: ["socket_end"],
    blobs: [reason, dialect, connectionId],
    doubles: [Math.max(0, now - joinedAt) / 1_000, code ?? 0],
  };
}
