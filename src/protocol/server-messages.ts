// What the service says on a socket: one text frame a message, its keys in the guide's order.

import { toWireFilter, type Filter } from "./filter.ts";
import type { RawJson } from "../json/raw-json.ts";
import { LIMITS } from "./limits.ts";
import type { Cursor } from "./cursor.ts";

/** A stored change of the feed, as a producer wrote it. `id` and `data` are JSON text. */
export type Message =
  | {
      readonly type: "new_signal";
      readonly signalType: string;
      readonly id: RawJson;
      readonly data: RawJson;
      /** Unix milliseconds at which the signal leaves the book by itself; `null` where none was given. */
      readonly expiresAt: number | null;
    }
  | {
      readonly type: "signal_update";
      readonly signalType: string;
      readonly id: RawJson;
      readonly data: RawJson;
    };

/** The first frame of v1. A `userId` of decimal digits that is a safe integer travels as a number. */
export function connectedFrame(service: string, userId: string): string {
  return JSON.stringify(connectedFields(service, userId));
}

/** What a v2 client learns with its first frame. */
export interface ConnectedInfo {
  readonly connectionId: string;
  /** The log's life, and the message after which this socket's messages begin. */
  readonly cursor: Cursor;
  /** Whether every missed message follows; if not although the client gave a position, why. */
  readonly recovered: boolean;
  readonly reason: ResumeFailure | null;
  /** When the access runs out unless it is renewed, Unix milliseconds. */
  readonly expiresAt: number;
  /** Unix milliseconds. */
  readonly serverTime: number;
}

/** Why a position can't be resumed from. */
export type ResumeFailure = "epoch_changed" | "pruned" | "ahead" | "too_many";

/** The first frame of v2: that of v1 and a position. */
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

/** The message to the letter of the guide: `data` leaves as it came. */
export function encodeV1(message: Message): string {
  const signalType = JSON.stringify(message.signalType);
  switch (message.type) {
    case "new_signal":
      return `{"type":"new_signal","signal_type":${signalType},"data":${message.data}}`;
    case "signal_update":
      return `{"type":"signal_update","signal_type":${signalType},"signal_id":${message.id},"data":${message.data}}`;
  }
}

/** The message with its position in the feed: the frame of v2, and what the log stores. */
export function encodeV2(message: Message, seq: number, ts: number): string {
  return encodeV1(message).slice(0, -1) + sequenceSuffix(message, seq, ts);
}

/** The frame of v1 again, from a stored one. */
export function toV1(frameV2: string): string {
  return `${frameV2.slice(0, frameV2.lastIndexOf(',"seq":'))}}`;
}

function sequenceSuffix(message: Message, seq: number, ts: number): string {
  // `seq` comes first and nothing that a producer wrote comes after it: `withoutPosition` relies on it.
  const expires =
    message.type === "new_signal" && message.expiresAt !== null
      ? `,"expires_at":"${isoTime(message.expiresAt)}"`
      : "";
  return `,"seq":${seq},"ts":${ts}${expires}}`;
}

/** One message alone as it is, several as an array. */
export function joinFrames(frames: readonly string[]): string {
  return frames.length === 1 ? (frames[0] ?? "") : `[${frames.join()}]`;
}

/** An open signal as a snapshot has it: `seq` and `ts` are those of its last message. */
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

/** One page of the open signals as they were after message `seq`; `more` pages follow. */
export function snapshotFrame(seq: number, signals: readonly string[], more: boolean): string {
  return `{"type":"snapshot","seq":${seq},"signals":[${signals.join()}],"more":${more}}`;
}

/** Replay or snapshot is complete: what follows is live. */
export function liveFrame(seq: number): string {
  return JSON.stringify({ type: "live", seq });
}

/** Whether a producer posts as often as it said it would. */
export type SourceState = "live" | "late" | "down";

export interface SourceStatus {
  readonly state: SourceState;
  /** Its last post, Unix milliseconds; `null` before the first. */
  readonly lastAt: number | null;
}

/** Every producer that said how often it posts: so that a quiet market and a dead scanner look different. */
export function statusFrame(sources: Readonly<Record<string, SourceStatus>>): string {
  return JSON.stringify({ type: "status", sources: sourceStatuses(sources) });
}

/** A source as it is told of: when it last posted, ISO 8601; `null` before the first time. */
export interface SourceStatusJson {
  readonly state: SourceState;
  readonly last_at: string | null;
}

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

export function authenticatedFrame(expiresAt: number): string {
  return JSON.stringify({ type: "authenticated", expires_at: isoTime(expiresAt) });
}

export function subscribedFrame(filter: Filter, seq: number): string {
  return JSON.stringify({ type: "subscribed", filter: toWireFilter(filter), seq });
}

export function tokenExpiringFrame(expiresAt: number): string {
  return JSON.stringify({ type: "token_expiring", expires_at: isoTime(expiresAt) });
}

/** The service will close this socket: open another after this time, milliseconds. */
export function reconnectFrame(reason: string, afterMs: number): string {
  return JSON.stringify({ type: "reconnect", reason, after_ms: afterMs });
}

/** Every `…_at` on the wire is ISO 8601 text in UTC. */
function isoTime(unixMs: number): string {
  return new Date(unixMs).toISOString();
}

export const PING_FRAME = '{"type":"ping"}';
export const PONG_FRAME = '{"type":"pong"}';

export function errorFrame(code: string, message: string): string {
  return JSON.stringify({ type: "error", code, message });
}

function wireUserId(userId: string): number | string {
  const number = Number(userId);
  return Number.isSafeInteger(number) && String(number) === userId && number >= 0 ? number : userId;
}
