// A socket's state after hibernation, and its form in the socket's attachment.

import type { TokenClaims } from "../../hub-request.ts";
import type { Filter } from "../../protocol/filter.ts";
import type { Subprotocol } from "../../protocol/subprotocol.ts";
import type { AccessExpiry } from "./access-policy.ts";

/** One socket's session. Only the registry changes it. */
export interface Session {
  readonly userId: string;
  readonly claims: TokenClaims;
  /** The end of access and its error. */
  readonly access: AccessExpiry;
  readonly subprotocol: Subprotocol;
  readonly filter: Filter;
  /** The client's data centre, such as `FRA`. */
  readonly colo: string;
  /** Names the socket in log events and to its client. */
  readonly connectionId: string;
  /** Unix milliseconds. */
  readonly connectedAt: number;
  /** When the client last sent a frame other than a keepalive, Unix milliseconds. */
  readonly lastSeenAt: number;
  /** The cursor of a socket in the backlog. `null` for a live socket. */
  readonly catchUp: CatchUp | null;
  /** Whether `token_expiring` was sent for the present end of access. */
  readonly expiryWarned: boolean;
  /** When an idle client was last pinged, Unix milliseconds. `null` before the first ping. */
  readonly pingedAt: number | null;
  /** When a drained socket is closed, Unix milliseconds. `null` outside a drain. */
  readonly closeAt: number | null;
}

/** Where a socket in the backlog is. */
export interface CatchUp {
  /** The last message sent to the socket or held by its snapshot. */
  readonly after: number;
  /** Whether `live` follows at the flushed sequence. A resume sends it. A merely slow socket gets none. */
  readonly sendLive: boolean;
}

/** Grows by one with every change beyond older code. */
const VERSION = 4;

/** Writes the session to the socket's attachment. It survives hibernation and holds at most 16 KiB. */
export function saveSession(socket: WebSocket, session: Session): void {
  socket.serializeAttachment({ v: VERSION, ...session });
}

/** The session, or `null` for a missing attachment and for one of another version. */
export function readSession(socket: WebSocket): Session | null {
  const attachment: unknown = socket.deserializeAttachment();
  if (typeof attachment !== "object" || attachment === null) return null;
  if (!("v" in attachment) || attachment.v !== VERSION) return null;
  return attachment as unknown as Session; // SAFETY: `saveSession` of this version wrote it.
}
