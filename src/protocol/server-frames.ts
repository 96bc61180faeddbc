// What the service says on a socket: one text frame a message, its keys in the guide's order.

import type { JsonText } from "./json-text.ts";

/** A stored change of the feed, as a producer wrote it. `id` and `data` are JSON text. */
export type Message =
  | {
      readonly type: "new_signal";
      readonly signalType: string;
      readonly id: JsonText;
      readonly data: JsonText;
      /** Unix milliseconds at which the signal leaves the book by itself; `null` where none was given. */
      readonly expiresAt: number | null;
    }
  | {
      readonly type: "signal_update";
      readonly signalType: string;
      readonly id: JsonText;
      readonly data: JsonText;
    };

/** The first frame. A `userId` of decimal digits that is a safe integer travels as a number. */
export function connectedFrame(service: string, userId: string): string {
  return JSON.stringify({
    type: "connected",
    message: `Connected to ${service} real-time signals`,
    user_id: wireUserId(userId),
  });
}

/** The message to the letter of the guide: `data` leaves as it came. */
export function messageFrame(message: Message): string {
  const signalType = JSON.stringify(message.signalType);
  switch (message.type) {
    case "new_signal":
      return `{"type":"new_signal","signal_type":${signalType},"data":${message.data}}`;
    case "signal_update":
      return `{"type":"signal_update","signal_type":${signalType},"signal_id":${message.id},"data":${message.data}}`;
  }
}

/** The message with its position in the feed: what the log stores. `ts` is Unix milliseconds. */
export function storedFrame(message: Message, seq: number, ts: number): string {
  const expires =
    message.type === "new_signal" && message.expiresAt !== null
      ? `,"expires_at":"${new Date(message.expiresAt).toISOString()}"`
      : "";
  return `${messageFrame(message).slice(0, -1)},"seq":${seq},"ts":${ts}${expires}}`;
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
