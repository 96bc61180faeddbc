// Points for Workers Analytics Engine: one a publication and one a socket's end. Without the binding, none.
// Their columns are explained in docs/operations.md. Never a user's id, a token or a payload.

import type { Departure } from "./counters.ts";
import type { Session } from "./session.ts";

/** What `wrangler.toml` may bind for it. */
export interface MeasuredEnv {
  readonly ANALYTICS?: AnalyticsEngineDataset;
}

export interface PublicationMeasures {
  readonly source: string;
  readonly messages: number;
  readonly recipients: number;
  readonly duplicates: number;
  /** Messages that were waiting for the next push once this publication had been taken. */
  readonly gathered: number;
  /** How long the last push took that is over, milliseconds; `null` before the first since the hub woke. */
  readonly pushMs: number | null;
}

export class Measurements {
  readonly #dataset: AnalyticsEngineDataset | undefined;

  constructor({ ANALYTICS }: MeasuredEnv) {
    this.#dataset = ANALYTICS;
  }

  published(measures: PublicationMeasures): void {
    if (this.#dataset !== undefined) this.#write(publicationPoint(measures));
  }

  left(session: Session, why: Departure, code: number | null, now: number): void {
    if (this.#dataset !== undefined) this.#write(departurePoint(session, why, code, now));
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

export function publicationPoint(measures: PublicationMeasures): AnalyticsEngineDataPoint {
  const { source, messages, recipients, duplicates, gathered, pushMs } = measures;
  return {
    indexes: ["publication"],
    blobs: [source],
    doubles: [messages, recipients, duplicates, gathered, pushMs ?? -1],
  };
}

export function departurePoint(
  { connectionId, dialect, joinedAt }: Session,
  why: Departure,
  code: number | null,
  now: number,
): AnalyticsEngineDataPoint {
  return {
    indexes: ["socket_end"],
    blobs: [why, dialect, connectionId],
    doubles: [Math.max(0, now - joinedAt) / 1_000, code ?? 0],
  };
}
