// The outbox holds the queue, each live socket's owed frames, and the flushed sequence.

import { assertInvariant } from "../../invariant.ts";
import type { Filter } from "../../protocol/filter.ts";
import type { ConnectionRegistry } from "../connections/connections.ts";
import type { SubscriptionGroup } from "../connections/connection-index.ts";
import type { CatchUp } from "../connections/session.ts";
import type { LogEntry } from "../ports/messages.ts";
import { encodeFrames, type Frame } from "./encode.ts";
import { matchFilter, routeEntries, type QueuedMessage, type RoutedMessages } from "./route.ts";

/** A socket and its owed frames, in order. */
export type OwedFrames = readonly [socket: WebSocket, frames: readonly Frame[]];

/**
 * The only owner of live delivery's state. Three rules hold, and each is asserted where it could break:
 *
 * - the queue continues the log without a hole;
 * - a socket in the backlog is owed nothing live;
 * - a socket goes live exactly at the flushed sequence.
 *
 * Memory: the queue holds the entries of one flush interval, and at most one list of frames a group is shared by all
 * of the group's sockets.
 */
export class Outbox {
  readonly #connections: ConnectionRegistry;
  /** Stored entries before their flush. */
  #queue: LogEntry[] = [];
  /** Each group's share of the queue. */
  #queuedFor = new Map<SubscriptionGroup, QueuedMessage[]>();
  /** Groups made after the queue began have a higher number, and an incomplete share of it. */
  #newestGroupId = 0;
  /** The frames of the flush under way for each live socket. */
  readonly #owed = new Map<WebSocket, readonly Frame[]>();
  #flushedSeq: number;
  #previousSeq: number;

  /** `newest` is the log's last sequence. A hibernated object had flushed everything. */
  constructor(connections: ConnectionRegistry, newest: number) {
    this.#connections = connections;
    this.#flushedSeq = newest;
    this.#previousSeq = newest;
  }

  /** Every live socket was sent the messages up to this one, is owed them, or filters them out. */
  get flushedSeq(): number {
    return this.#flushedSeq;
  }

  /** `flushedSeq` before the flush under way. A socket not yet reached by the flush resumes after it. */
  get previousSeq(): number {
    return this.#previousSeq;
  }

  /** Messages in the queue. */
  get queuedMessages(): number {
    return this.#queue.length;
  }

  /** Messages in the queue and in the flush under way. */
  get pendingMessages(): number {
    return this.#queue.length + (this.isDrained ? 0 : this.#flushedSeq - this.#previousSeq);
  }

  /** Whether the flush under way has sent everything. */
  get isDrained(): boolean {
    return this.#owed.size === 0;
  }

  /**
   * The sockets for the entries. It changes nothing, so it may run before the entries are stored. Each filter is
   * evaluated once for each entry, however many sockets share it.
   */
  route(entries: readonly LogEntry[]): RoutedMessages {
    return routeEntries(entries, this.#connections.index.groups());
  }

  /** Queues entries for the next flush. They are stored by now, and were routed in this very turn. */
  enqueue({ entries, byGroup }: RoutedMessages): void {
    const first = entries[0];
    if (first === undefined) return;
    const last = this.#queue.at(-1)?.seq ?? this.#flushedSeq;
    assertInvariant(first.seq === last + 1, "the queue continues the log");
    if (this.#queue.length === 0) this.#newestGroupId = this.#connections.index.newestGroupId;
    for (const entry of entries) this.#queue.push(entry);
    for (const [group, messages] of byGroup) {
      const queued = this.#queuedFor.get(group);
      if (queued === undefined) this.#queuedFor.set(group, [...messages]);
      else for (const message of messages) queued.push(message);
    }
  }

  /** Turns the queue into frames owed to live sockets by their filters. The flush before must be drained. */
  beginFlush(): void {
    assertInvariant(this.isDrained, "a flush begins when the one before is drained");
    const entries = this.#queue;
    const queuedFor = this.#queuedFor;
    this.#queue = [];
    this.#queuedFor = new Map();
    this.#previousSeq = this.#flushedSeq;
    this.#flushedSeq = entries.at(-1)?.seq ?? this.#flushedSeq;

    const encoded = new Map<string, readonly Frame[]>();
    for (const group of this.#connections.index.groups()) {
      const messages =
        group.id <= this.#newestGroupId ? queuedFor.get(group) : matchFilter(entries, group.filter);
      if (messages === undefined || messages.length === 0) continue;
      const frames = encodeFrames(group.subprotocol, messages, encoded);
      for (const socket of group.live) this.#owed.set(socket, frames);
    }
  }

  /** Hands out the next sockets with their owed frames, at most `limit` of them, and owes them nothing any more. */
  *take(limit: number): Generator<OwedFrames> {
    let taken = 0;
    for (const owed of this.#owed) {
      if (taken === limit) return;
      taken += 1;
      const [socket] = owed;
      this.#owed.delete(socket);
      const session = this.#connections.index.get(socket);
      // Closed since the flush began.
      if (session === null) continue;
      assertInvariant(session.catchUp === null, "a socket in the backlog is owed nothing live");
      yield owed;
    }
  }

  /** The socket is fed from the log from here on, and is owed nothing live. */
  pause(socket: WebSocket, catchUp: CatchUp): void {
    this.#owed.delete(socket);
    this.#connections.setSubscription(socket, { catchUp });
  }

  /** The socket has another filter from here on, and is fed from the log. */
  resubscribe(socket: WebSocket, filter: Filter, catchUp: CatchUp): void {
    this.#owed.delete(socket);
    this.#connections.setSubscription(socket, { filter, catchUp });
  }

  /** The socket has everything up to `seq`, the flushed sequence. It is fed live from here on. */
  resume(socket: WebSocket, seq: number): void {
    assertInvariant(seq === this.#flushedSeq, "a socket goes live at the flushed sequence");
    assertInvariant(!this.#owed.has(socket), "a socket in the backlog is owed nothing live");
    this.#connections.setSubscription(socket, { catchUp: null });
  }
}
