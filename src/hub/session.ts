// Everything the hub must know of one socket after sleep, and how it rides in the socket's attachment.

import type { TokenRights } from "../handoff.ts";
import type { Dialect } from "../protocol/dialect.ts";
import type { Filter } from "../protocol/filter.ts";
import type { AccessEnd } from "./entitlement.ts";

export interface Session {
  readonly userId: string;
  readonly rights: TokenRights;
  readonly ends: AccessEnd;
  readonly dialect: Dialect;
  readonly filter: Filter;
  /** Unix milliseconds. */
  readonly joinedAt: number;
}

/** Grows by one with every change that older code could not read. */
const VERSION = 1;

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
