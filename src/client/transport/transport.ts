// One connection to the service. A WebSocket and an event stream look the same from above.

/**
 * How the feed comes: by WebSocket, or by server-sent events where sockets are blocked.
 *
 * @example
 * ```ts
 * import type { TransportKind } from "signal-hub/client";
 *
 * const LABELS: Record<TransportKind, string> = { socket: "WebSocket", stream: "event stream" };
 * ```
 */
export type TransportKind = "socket" | "stream";

/** The address and the token of a connection. */
export interface Endpoint {
  readonly url: URL;
  readonly token: string;
}

/** Receives the frames of one transport. Nothing comes after `onClosed` or after the owner's own `close`. */
export interface TransportListener {
  /** One text frame. The keepalive of a stream is an empty one. */
  onText(text: string): void;
  /** `reason` is the text of the close frame or of the rejection. It is empty where the connection broke. */
  onClosed(reason: string): void;
}

/** A connection, from its first attempt to its end. */
export interface Transport {
  /** Sends one text frame. A stream drops it. */
  send(text: string): void;
  /** Ends the connection without a call of `onClosed`. */
  close(): void;
}
