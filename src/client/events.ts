// The types of a client's events besides signals.

import type { CloseReason } from "../protocol/close-codes.ts";
import type { Cursor } from "../protocol/cursor.ts";
import type { ResumeFailure, SourceState } from "../protocol/server-messages.ts";
import type { TransportKind } from "./transport/transport.ts";

/**
 * Why the client asks for a token. `connect` comes before every connection, and `expiring` a minute before access ends.
 * After `refused` the last token was rejected, so a stored copy of it won't do.
 *
 * @example
 * ```ts
 * import { SignalClient, type TokenReason } from "signal-hub/client";
 *
 * let stored: string | undefined;
 *
 * async function token(reason: TokenReason): Promise<string> {
 *   if (stored === undefined || reason !== "connect") {
 *     stored = await (await fetch("/api/token")).text();
 *   }
 *   return stored;
 * }
 *
 * new SignalClient({ url: "wss://signals.example.com", token }).connect();
 * ```
 */
export type TokenReason = "connect" | "expiring" | "refused";

/**
 * Why there is no connection at the moment. `lost` is a broken connection, `timeout` an attempt without an answer, and
 * `no_token` a failed token function. The others are close reasons of the service.
 *
 * @example
 * ```ts
 * import type { DisconnectReason } from "signal-hub/client";
 *
 * function isOurNetwork(reason: DisconnectReason): boolean {
 *   return reason === "lost" || reason === "timeout" || reason === "silent";
 * }
 * ```
 */
export type DisconnectReason = CloseReason | "lost" | "timeout" | "no_token";

/**
 * How the client is connected.
 *
 * @example
 * ```ts
 * import type { Connection } from "signal-hub/client";
 *
 * function label(connection: Connection): string {
 *   switch (connection.status) {
 *     case "live":
 *       return `live since ${new Date(connection.since).toISOString()}`;
 *     case "waiting":
 *       return `next attempt at ${new Date(connection.until).toISOString()}`;
 *     case "stopped":
 *       return `stopped: ${connection.reason}`;
 *     default:
 *       return connection.status;
 *   }
 * }
 * ```
 */
export type Connection =
  | { readonly status: "idle" }
  /** `attempt` counts the failures since the last healthy connection. */
  | { readonly status: "connecting"; readonly attempt: number }
  /** Connected. Missed messages, or the open signals, are on their way. */
  | { readonly status: "catching-up"; readonly transport: TransportKind }
  /** Messages arrive as the service stores them. `since` is Unix milliseconds. */
  | { readonly status: "live"; readonly transport: TransportKind; readonly since: number }
  /** The next attempt is at `until`, Unix milliseconds. */
  | {
      readonly status: "waiting";
      readonly attempt: number;
      readonly until: number;
      readonly reason: DisconnectReason;
    }
  /** The service rejected the client for good. Only `connect()` tries again. */
  | { readonly status: "stopped"; readonly reason: CloseReason };

/**
 * Messages were lost between two cursors. The open signals were replaced as a whole instead, so they are right.
 *
 * @example
 * ```ts
 * import { SignalClient, type Gap } from "signal-hub/client";
 *
 * const client = new SignalClient({ url: "wss://signals.example.com", token: "eyJ…" });
 * client.on("gap", ({ reason, from, to }: Gap) => console.warn("lost messages", reason, from, to));
 * ```
 */
export interface Gap {
  /** The client's own are `filter_changed` while disconnected and `tab_lagged` between tabs. */
  readonly reason: ResumeFailure | "filter_changed" | "tab_lagged";
  /** The last message before the gap. `null` where the client had none. */
  readonly from: Cursor | null;
  /** Messages after this one arrive again. */
  readonly to: Cursor;
}

/**
 * A producer of the feed. It is `live` while it posts as often as it announced, then `late`, then `down`.
 *
 * @example
 * ```ts
 * import { SignalClient, type Source } from "signal-hub/client";
 *
 * const client = new SignalClient({ url: "wss://signals.example.com", token: "eyJ…" });
 * const isDown = ({ state }: Source): boolean => state === "down";
 * client.on("sources", (sources) => console.log(Object.values(sources).some(isDown)));
 * ```
 */
export interface Source {
  readonly state: SourceState;
  /** The moment of its last post, as ISO 8601 text. `null` before its first post. */
  readonly last_at: string | null;
}

/**
 * An error during a connection. The connection stays open.
 *
 * @example
 * ```ts
 * import { SignalClient, type ClientError } from "signal-hub/client";
 *
 * const client = new SignalClient({ url: "wss://signals.example.com", token: "eyJ…" });
 * client.on("error", ({ code, message, cause }: ClientError) => console.error(code, message, cause));
 * ```
 */
export interface ClientError {
  /** An error code of the service, or `no_token` where the token function failed. */
  readonly code: string;
  readonly message: string;
  /** The value thrown by the token function. */
  readonly cause?: unknown;
}
