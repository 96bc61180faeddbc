// The writer of the service's messages. Keys have the guide's order. parse-server-messages.ts is the reader.

import { toWireFilter, type Filter } from "./filter.ts";
import type { RawJson } from "../json/raw-json.ts";
import { LIMITS } from "./limits.ts";
import type { Cursor } from "./cursor.ts";

/** A message of the feed, as its producer wrote it. `id` and `data` are JSON text. */
export type Message =
  | {
      readonly type: "new_signal";
      readonly signalType: string;
      readonly id: RawJson;
      readonly data: RawJson;
      /** When the signal expires, Unix milliseconds. `null` if its producer gave no time. */
      readonly expiresAt: number | null;
    }
  | {
      readonly type: "signal_update";
      readonly signalType: string;
      readonly id: RawJson;
      readonly data: RawJson;
    };

/** The first frame of v1. A `userId` in decimal digits is sent as a number if it is a safe integer. */
export function connectedFrame(service: string, userId: string): string {
  return JSON.stringify(connectedFields(service, userId));
}

/** The facts of v2's first frame. */
export interface ConnectedInfo {
  readonly connectionId: string;
  /** This socket's messages begin after it. */
  readonly cursor: Cursor;
  /** Whether every missed message follows. */
  readonly recovered: boolean;
  /** Why a given cursor can't be resumed from. `null` if it can, or if there was none. */
  readonly reason: ResumeFailure | null;
  /** When access ends without a renewal, Unix milliseconds. */
  readonly expiresAt: number;
  /** The hub's clock, Unix milliseconds. */
  readonly serverTime: number;
}

/** Why a cursor can't be resumed from. */
export type ResumeFailure = "epoch_changed" | "pruned" | "ahead" | "too_many";

/** The first frame of v2. It has the keys of v1's and more. */
export function connectedFrameV2(service: string, userId: string, info: ConnectedInfo): string {
  const { connectionId, cursor, recovered, reason, expiresAt, serverTime } = info;
  return JSON.stringify({
    ...connectedFields(service, userId),
    protocol: "signals.v2",
    connection_id: connectionId,
    epoch: cursor.epoch,
    seq: cursor.seq,
    recovered,
    ...(reason !== null && { reason }),
    expires_at: isoTime(expiresAt),
    ping_interval_ms: LIMITS.pingIntervalMs,
    server_time: serverTime,
  });
}

function connectedFields(service: string, userId: string): object {
  return {
    type: "connected",
    message: `Connected to ${service} real-time signals`,
    user_id: wireUserId(userId),
  };
}

/** The frame of v1, to the letter of the guide. `data` leaves as it came. */
export function encodeV1(message: Message): string {
  const signalType = JSON.stringify(message.signalType);
  switch (message.type) {
    case "new_signal":
      return `{"type":"new_signal","signal_type":${signalType},"data":${message.data}}`;
    case "signal_update":
      return `{"type":"signal_update","signal_type":${signalType},"signal_id":${message.id},"data":${message.data}}`;
  }
}

/** The frame of v2, the message with its number and time. The log stores it as well. `ts` is Unix milliseconds. */
export function encodeV2(message: Message, seq: number, ts: number): string {
  return encodeV1(message).slice(0, -1) + sequenceSuffix(message, seq, ts);
}

/** The frame of v1 out of a frame of v2. */
export function toV1(frameV2: string): string {
  return `${frameV2.slice(0, frameV2.lastIndexOf(',"seq":'))}}`;
}

function sequenceSuffix(message: Message, seq: number, ts: number): string {
  // `toV1` cuts at the last `seq`, so `seq` comes first and no text of a producer comes after it.
  const expires =
    message.type === "new_signal" && message.expiresAt !== null
      ? `,"expires_at":"${isoTime(message.expiresAt)}"`
      : "";
  return `,"seq":${seq},"ts":${ts}${expires}}`;
}

/** One frame alone stays as it is. Several become an array. */
export function joinFrames(frames: readonly string[]): string {
  return frames.length === 1 ? (frames[0] ?? "") : `[${frames.join()}]`;
}

/** An open signal within a snapshot. `seq` and `ts` are those of its last message, times in Unix milliseconds. */
export function snapshotSignal(signal: {
  readonly signalType: string;
  readonly seq: number;
  readonly ts: number;
  readonly data: RawJson;
  readonly expiresAt: number | null;
}): string {
  const { signalType, seq, ts, data, expiresAt } = signal;
  const expires = expiresAt === null ? "" : `,"expires_at":"${isoTime(expiresAt)}"`;
  return `{"signal_type":${JSON.stringify(signalType)},"seq":${seq},"ts":${ts},"data":${data}${expires}}`;
}

/** One page of the open signals as of message `seq`. `more` is false on the last page. */
export function snapshotFrame(seq: number, signals: readonly string[], more: boolean): string {
  return `{"type":"snapshot","seq":${seq},"signals":[${signals.join()}],"more":${more}}`;
}

/** Ends a replay or a snapshot. Every later frame is live. */
export function liveFrame(seq: number): string {
  return JSON.stringify({ type: "live", seq });
}

/** Whether a source keeps to its interval. */
export type SourceState = "live" | "late" | "down";

/** The state of one source. */
export interface SourceStatus {
  readonly state: SourceState;
  /** Its last publish request, Unix milliseconds. `null` before the first. */
  readonly lastAt: number | null;
}

/** The `status` frame with every source that has an interval. It tells a quiet market from a dead scanner. */
export function statusFrame(sources: Readonly<Record<string, SourceStatus>>): string {
  return JSON.stringify({ type: "status", sources: sourceStatuses(sources) });
}

/** The state of one source on the wire. */
export interface SourceStatusJson {
  readonly state: SourceState;
  /** Its last publish request, ISO 8601. `null` before the first. */
  readonly last_at: string | null;
}

/** The wire form of several sources, by name. */
export function sourceStatuses(
  sources: Readonly<Record<string, SourceStatus>>,
): Readonly<Record<string, SourceStatusJson>> {
  return Object.fromEntries(
    Object.entries(sources).map(([name, { state, lastAt }]) => [
      name,
      { state, last_at: lastAt === null ? null : isoTime(lastAt) },
    ]),
  );
}

/** Confirms a renewal. `expiresAt` is the new end of access, Unix milliseconds. */
export function authenticatedFrame(expiresAt: number): string {
  return JSON.stringify({ type: "authenticated", expires_at: isoTime(expiresAt) });
}

/** Confirms a filter. `seq` is that of the snapshot after it. Nothing under the former filter follows. */
export function subscribedFrame(filter: Filter, seq: number): string {
  return JSON.stringify({ type: "subscribed", filter: toWireFilter(filter), seq });
}

/** Warns before access ends. `expiresAt` is Unix milliseconds. */
export function tokenExpiringFrame(expiresAt: number): string {
  return JSON.stringify({ type: "token_expiring", expires_at: isoTime(expiresAt) });
}

/** Asks a client to open another socket after `afterMs` milliseconds. The service closes this one later. */
export function reconnectFrame(reason: string, afterMs: number): string {
  return JSON.stringify({ type: "reconnect", reason, after_ms: afterMs });
}

/** Every key `…_at` on the wire is ISO 8601 text in UTC. */
function isoTime(unixMs: number): string {
  return new Date(unixMs).toISOString();
}

/** The keepalive's question, in both directions. The platform answers a client's exact text without waking the hub. */
export const PING_FRAME = '{"type":"ping"}';
/** The keepalive's answer. */
export const PONG_FRAME = '{"type":"pong"}';

/** Answers a rejected client frame. The socket stays open. `code` is a row of `src/errors.ts`. */
export function errorFrame(code: string, message: string): string {
  return JSON.stringify({ type: "error", code, message });
}

function wireUserId(userId: string): number | string {
  const number = Number(userId);
  return Number.isSafeInteger(number) && String(number) === userId && number >= 0 ? number : userId;
}
