// The sockets' object gives them its alarm, its counters, and a place to report a disconnect.

import type { ErrorCode } from "../../errors.ts";
import type { CloseReason } from "../../protocol/close-codes.ts";
import type { Subprotocol } from "../../protocol/subprotocol.ts";

/** The object's one alarm. */
export interface Alarm {
  /** The alarm fires no later than this, Unix milliseconds. `null` asks for nothing. */
  scheduleBy(at: number | null): void;
}

/** A socket ended by the service's error, by its client, or by a failure. */
export type DisconnectReason = CloseReason | "client" | "failed";

/** The sockets' counters. A counter's label follows its name after a space. */
export type SocketCounter = "frames" | `joined ${Subprotocol}` | `refused ${ErrorCode}`;

/** The facts of an ended socket. It has no user's id. */
export interface DisconnectedSocket {
  readonly connectionId: string;
  readonly subprotocol: Subprotocol;
  /** Unix milliseconds. */
  readonly connectedAt: number;
}

/** The telemetry of an object's sockets. */
export interface SocketTelemetry {
  count(counter: SocketCounter, by?: number): void;
  /** A flush begins with this many messages. */
  flushStarted(messages: number): void;
  /** A flush kept the runtime busy for this long, milliseconds. */
  flushFinished(ms: number): void;
  /** A socket ended. `code` is the close code, the service's or the client's. `null` where there was none. */
  disconnected(socket: DisconnectedSocket, reason: DisconnectReason, code: number | null): void;
}
