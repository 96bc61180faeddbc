// Points for Workers Analytics Engine, one a publish and one a socket's end. docs/operations.md explains the columns.

/** The optional binding of `wrangler.toml`. Without it nothing is written. */
export interface AnalyticsEnv {
  readonly ANALYTICS?: AnalyticsEngineDataset;
}

/** One publish. */
export interface PublishPoint {
  readonly source: string;
  readonly messages: number;
  readonly recipients: number;
  readonly duplicates: number;
  /** Messages in the queue after the publish. */
  readonly queuedMessages: number;
  /** How long the last finished flush took, milliseconds. `null` before the first one since the hub started. */
  readonly flushMs: number | null;
}

/** The end of one socket. It has the connection's id and no user's id. */
export interface DisconnectPoint {
  readonly reason: string;
  readonly subprotocol: string;
  readonly connectionId: string;
  /** How long the socket was open, seconds. */
  readonly seconds: number;
  /** The close code. `null` where there was none. */
  readonly code: number | null;
}

/** Writes points where the binding is there. */
export class Analytics {
  readonly #dataset: AnalyticsEngineDataset | undefined;

  constructor({ ANALYTICS }: AnalyticsEnv) {
    this.#dataset = ANALYTICS;
  }

  /** Writes a publish as one point. */
  recordPublish(point: PublishPoint): void {
    if (this.#dataset !== undefined) this.#write(publishDataPoint(point));
  }

  /** Writes a socket's end as one point. */
  recordDisconnect(point: DisconnectPoint): void {
    if (this.#dataset !== undefined) this.#write(disconnectDataPoint(point));
  }

  /** The platform limits the points of one invocation and throws past them. A lost point must not stop the work. */
  #write(point: AnalyticsEngineDataPoint): void {
    try {
      this.#dataset?.writeDataPoint(point);
    } catch {
      // The point is lost.
    }
  }
}

/** The columns of a publish. `flushMs` is -1 where it isn't known. */
export function publishDataPoint(point: PublishPoint): AnalyticsEngineDataPoint {
  const { source, messages, recipients, duplicates, queuedMessages, flushMs } = point;
  return {
    indexes: ["publication"],
    blobs: [source],
    doubles: [messages, recipients, duplicates, queuedMessages, flushMs ?? -1],
  };
}

/** The columns of a socket's end. `code` is 0 where there was none. */
export function disconnectDataPoint(point: DisconnectPoint): AnalyticsEngineDataPoint {
  const { reason, subprotocol, connectionId, seconds, code } = point;
  return {
    indexes: ["socket_end"],
    blobs: [reason, subprotocol, connectionId],
    doubles: [seconds, code ?? 0],
  };
}
