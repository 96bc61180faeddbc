// The open sockets: who is here, where each stands, and what it waits for. Knows neither SQL nor HTTP.

import type { Filter } from "../../protocol/filter.ts";
import { ERRORS, type CloseErrorCode } from "../../errors.ts";
import type { LogEntry } from "../ports/log-entry.ts";
import type { DisconnectReason } from "../../hub/telemetry/counters.ts";
import type { DisconnectEvents } from "../../hub/telemetry/disconnect-events.ts";
import type { QueuedMessage } from "../delivery/encode.ts";
import { evaluateFilter } from "../../protocol/filter-match.ts";
import { ConnectionIndex, type SubscriptionGroup, type Entry } from "./connection-index.ts";
import { readSession, saveSession, type CatchUp, type Session } from "./session.ts";

type Sockets = Pick<
  DurableObjectState,
  "acceptWebSocket" | "getWebSockets" | "getWebSocketAutoResponseTimestamp"
>;

/** Changes, and what each group of sockets is sent for them. */
export interface RoutedMessages {
  readonly entries: readonly LogEntry[];
  /** For each change, how many sockets it goes to. */
  readonly recipients: readonly number[];
  readonly byGroup: ReadonlyMap<SubscriptionGroup, readonly QueuedMessage[]>;
}

export class ConnectionRegistry {
  readonly #ctx: Sockets;
  readonly #disconnects: Pick<DisconnectEvents, "record">;
  /** A cache of the attachments; after sleep it is read again when somebody first asks. */
  #index: ConnectionIndex | undefined;
  /** What was offered and no push has taken yet; each group has its share of it waiting. */
  #queue: LogEntry[] = [];

  constructor(ctx: Sockets, disconnects: Pick<DisconnectEvents, "record">) {
    this.#ctx = ctx;
    this.#disconnects = disconnects;
  }

  get index(): ConnectionIndex {
    return (this.#index ??= this.#load());
  }

  /** How many messages wait for the next push. */
  get queuedMessages(): number {
    return this.#queue.length;
  }

  /** Takes the socket in. Nothing may throw once it is accepted: an orphan would hoard every frame. */
  add(socket: WebSocket, session: Session): void {
    const { index } = this;
    saveSession(socket, session);
    this.#ctx.acceptWebSocket(socket);
    index.upsert(socket, session);
  }

  sessionOf(socket: WebSocket): Session | null {
    return this.#index === undefined
      ? readSession(socket)
      : (this.#index.entries.get(socket)?.session ?? null);
  }

  /** The session from now on. A roll that nobody has asked for yet will find it in the attachment. */
  setSession(socket: WebSocket, session: Session): void {
    saveSession(socket, session);
    this.#index?.upsert(socket, session);
  }

  /** Ends a socket with a row of the table of refusals. */
  closeWith(socket: WebSocket, refusal: CloseErrorCode): void {
    this.remove(socket, refusal, ERRORS[refusal].close);
    closeFor(socket, refusal);
  }

  /** The client closed with this code, or vanished (1006); `null` where it broke the protocol. */
  onClientClose(socket: WebSocket, code: number | null): void {
    const why = code === null ? "failed" : "client";
    // After sleep the roll would hold open sockets alone: a closing one is known by its attachment, unless
    // we closed it before, and told of it then.
    if (this.#index !== undefined || socket.readyState === WebSocket.CLOSED) {
      return this.remove(socket, why, code);
    }
    const session = readSession(socket);
    if (session !== null) this.#disconnects.record(session, why, code);
  }

  /** The socket gets nothing more; a closing one is still in the platform's list. */
  remove(socket: WebSocket, why: DisconnectReason, code: number | null): void {
    const session = this.index.delete(socket);
    if (session !== null) this.#disconnects.record(session, why, code);
  }

  /**
   * The socket can't be sent to. Where its connection still stands the client must learn of it: an open socket
   * on which nothing comes looks like a quiet feed.
   */
  onSendError(socket: WebSocket): void {
    this.remove(socket, "failed", null);
    closeFor(socket, "overloaded");
  }

  /** When the client last spoke, Unix milliseconds, as far as the runtime remembers. */
  lastSeenAt(socket: WebSocket, { lastSeenAt: heardAt }: Session): number {
    return Math.max(heardAt, this.#ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0);
  }

  /** Judges the changes for every distinct filter, once. Nothing is sent and nothing remembered. */
  matchSubscribers(changes: readonly LogEntry[]): RoutedMessages {
    const recipients = changes.map(() => 0);
    const pending = new Map<SubscriptionGroup, readonly QueuedMessage[]>();
    const first = changes[0]?.seq;
    if (first === undefined) return { entries: changes, recipients, byGroup: pending };
    for (const group of this.index.groups.values()) {
      const wanted = matchFilter(changes, group.filter);
      if (wanted.length > 0) pending.set(group, wanted);
      for (const { entry: change } of wanted) {
        const index = change.seq - first;
        recipients[index] = (recipients[index] ?? 0) + group.members.size;
      }
    }
    return { entries: changes, recipients, byGroup: pending };
  }

  /** Takes judged changes in for the next push; they are stored by now. Of this very turn. */
  enqueue({ entries: changes, byGroup: pending }: RoutedMessages): void {
    for (const [group, wanted] of pending) group.queued.push(...wanted);
    this.#queue.push(...changes);
  }

  /** What gathered, for a push to send; each group's share of it is the push's to take. */
  drainQueue(): readonly LogEntry[] {
    const queue = this.#queue;
    this.#queue = [];
    return queue;
  }

  /** The socket is not fed live any more: what it misses comes from the log. */
  pauseLive(socket: WebSocket, behind: CatchUp, now: number): void {
    const seat = this.index.entries.get(socket);
    if (seat === undefined) return;
    if (seat.session.catchUp === null) {
      this.index.drainProgress.set(socket, { at: now, queued: queuedBytes(socket) });
    }
    this.setSession(socket, { ...seat.session, catchUp: behind });
  }

  /** The socket has everything up to `pushed`: from here it is fed live. */
  resumeLive(socket: WebSocket): void {
    const seat: Entry | undefined = this.index.entries.get(socket);
    if (seat !== undefined) this.setSession(socket, { ...seat.session, catchUp: null });
  }

  #load(): ConnectionIndex {
    const index = new ConnectionIndex((filter) => matchFilter(this.#queue, filter));
    for (const socket of this.#ctx.getWebSockets()) {
      if (socket.readyState !== WebSocket.OPEN) continue;
      const session = readSession(socket);
      // An attachment from another version of this code: the client resumes and brings a new one.
      if (session === null) closeFor(socket, "draining");
      else index.upsert(socket, session);
    }
    return index;
  }
}

function matchFilter(changes: readonly LogEntry[], filter: Filter): QueuedMessage[] {
  const wanted: QueuedMessage[] = [];
  for (const change of changes) {
    const delivery = evaluateFilter(filter, change);
    if (delivery !== "nothing") wanted.push({ entry: change, delivery });
  }
  return wanted;
}

/** What the runtime has not yet handed on of this socket's frames, bytes. */
export function queuedBytes(socket: WebSocket): number {
  return socket.bufferedAmount;
}

function closeFor(socket: WebSocket, refusal: CloseErrorCode): void {
  const { close, reason } = ERRORS[refusal];
  try {
    socket.close(close, reason);
  } catch {
    // Already gone: it has what the close would have brought.
  }
}
