// The directory answers the sockets' questions about users, open signals and sources. The hub answers from its tables.

import type { VipStatus } from "../../hub-request.ts";
import type { RawJson } from "../../json/raw-json.ts";
import type { SourceStatus } from "../../protocol/server-messages.ts";

/** The operator's record of a user. */
export interface Member {
  /** `token` leaves the decision to the token. `none` is a revoked membership. */
  readonly vip: VipStatus | "token";
  /** Tokens issued before this are refused, Unix seconds. `null` accepts tokens of any age. */
  readonly notBefore: number | null;
}

/** A whole open signal. */
export interface OpenSignal {
  readonly signalType: string;
  /** Its last message, and when that was stored, Unix milliseconds. */
  readonly seq: number;
  readonly ts: number;
  readonly data: RawJson;
  /** Its own end, Unix milliseconds. `null` where it has none. */
  readonly expiresAt: number | null;
  /** When it leaves the open signals, Unix milliseconds. */
  readonly endsAt: number;
}

/** The directory. Answers are of this very turn. */
export interface Directory {
  /** The operator's record of a user. `undefined` where there is none. */
  member(userId: string): Member | undefined;
  /** The signals open at `now`, the last changed first. Reads every open signal. */
  openSignals(now: number): Iterable<OpenSignal>;
  /** Every source with an expected interval. `null` where there is none. */
  sourceStatuses(): Readonly<Record<string, SourceStatus>> | null;
}
