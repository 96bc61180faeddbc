// Everything the hub must know of one socket after sleep, and how it rides in the socket's attachment.

import type { TokenClaims } from "../../hub-request.ts";
import type { Subprotocol } from "../../protocol/subprotocol.ts";
import type { Filter } from "../../protocol/filter.ts";
import type { AccessExpiry } from "./access-policy.ts";

export interface Session {
  readonly userId: string;
  readonly claims: TokenClaims;
  readonly access: AccessExpiry;
  readonly subprotocol: Subprotocol;
  readonly filter: Filter;
  /** Where the client reached the platform. */
  readonly colo: string;
  /** Names the socket in events and to its client. */
  readonly connectionId: string;
  /** Unix milliseconds. */
  readonly connectedAt: number;
  /** When the client last said something that the hub itself had to hear, Unix milliseconds. */
  readonly lastSeenAt: number;
  /** A socket that is not fed live: what it still has to get comes from the log. */
  readonly catchUp: CatchUp | null;
  /** Whether `token_expiring` was sent for the present end of access. */
  readonly expiryWarned: boolean;
  /** When we asked a silent client for a sign of life, Unix milliseconds. */
  readonly pingedAt: number | null;
  /** When a drained socket is closed if it is still here, Unix milliseconds. */
  readonly closeAt: number | null;
}

export interface CatchUp {
  /** The last message that this socket was sent, or that its snapshot holds. */
  readonly after: number;
  /** Whether `live` is due once it has caught up: it is resuming, not merely slow. */
  readonly sendLive: boolean;
}

/** Grows by one with every change that older code could not read. */
const VERSION = 3;

export function saveSession(socket: WebSocket, session: Session): void {
  socket.serializeAttachment({ v: VERSION, ...session });
}

/** The session, or `null` where the attachment is missing or from a version this code can't read. */
export function readSession(socket: WebSocket): Session | null {
  const attachment: unknown = socket.deserializeAttachment();
  if (typeof attachment !== "object" || attachment === null) return null;
  if (!("v" in attachment) || attachment.v !== VERSION) return null;
  return attachment as unknown as Session; // SAFETY: `saveSession` of this version wrote it.
}
