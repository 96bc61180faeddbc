// Sessions, sockets and entries for unit tests of src/sockets.

import type { Session } from "../../../src/sockets/connections/session.ts";
import type { LogEntry } from "../../../src/sockets/ports/messages.ts";
import { encodeV2, type Message } from "../../../src/protocol/server-messages.ts";
import { json } from "../json/checked-json.ts";

/** A live v2 session of user 1 without a filter. */
export const SESSION: Session = {
  userId: "1",
  claims: { expiresAt: 0, issuedAt: null, vip: "unlimited" },
  access: { at: 0, error: "unauthorized" },
  subprotocol: "signals.v2",
  filter: {},
  colo: "FRA",
  connectionId: "c",
  connectedAt: 0,
  lastSeenAt: 0,
  catchUp: null,
  expiryWarned: false,
  pingedAt: null,
  closeAt: null,
};

/** An update of signal 1 of coin NB with spread 9, stored at Unix millisecond 1,000. */
export function entryOf(seq: number, more: Partial<LogEntry> = {}): LogEntry {
  const signalType = "mexc_dex";
  const data = json('{"spread":9.0}');
  const message: Message = { type: "signal_update", signalType, id: json("1"), data };
  const fields = { signalType, coinName: "NB", position: null, spread: 9 };
  return {
    seq,
    ts: 1_000,
    message,
    isNew: false,
    before: { ...fields, spread: 1 },
    after: fields,
    merged: json('{"id":1,"coin_name":"NB","spread":9.0}'),
    expiresAt: null,
    frame: encodeV2(message, seq, 1_000),
    ...more,
  };
}

/** A socket that keeps its attachment, its frames and its close, as far as the registry and a flush touch it. */
export class FakeSocket {
  readonly readyState = 1;
  readonly sent: string[] = [];
  bufferedAmount = 0;
  closed: number | null = null;
  #attachment: unknown = null;

  serializeAttachment(value: unknown): void {
    this.#attachment = structuredClone(value);
  }

  deserializeAttachment(): unknown {
    return structuredClone(this.#attachment);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(code: number): void {
    this.closed = code;
  }

  get socket(): WebSocket {
    return this as unknown as WebSocket; // SAFETY: it has every member that the code under test uses.
  }
}
