// The hub: the one place where signals get their order, and where the sockets are. Thin over its rooms.

import { DurableObject } from "cloudflare:workers";
import { classOf, logEvent } from "../events.ts";
import { readHandoff, refusedHandoff, type Caller, type Vip } from "../handoff.ts";
import type { Filter } from "../protocol/filter.ts";
import type { Position } from "../protocol/position.ts";
import type { Metric } from "../protocol/prometheus-text.ts";
import type { Result } from "../protocol/result.ts";
import { PING_FRAME, PONG_FRAME, type Message } from "../protocol/server-frames.ts";
import { closeCodeFor } from "./close-code.ts";
import type { HubStats } from "../protocol/hub-stats.ts";
import type { MeasuredEnv } from "./measurements.ts";
import type { Post, Published, PublishRefusal } from "./publisher.ts";
import type { BookPage, LogPage, ReadRefusal } from "./reading-room.ts";
import { furnish, type Rooms } from "./rooms.ts";
import { drain, nextTending, tend } from "./upkeep.ts";

export class SignalHub extends DurableObject {
  readonly #rooms: Rooms;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env & MeasuredEnv) {
    super(ctx, env);
    this.#rooms = furnish(ctx, env);
    // Kept by the runtime through sleep, but not through a reset: set each time.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING_FRAME, PONG_FRAME));
    void ctx.blockConcurrencyWhile(() => this.#rooms.wakeUp.recall());
    logEvent("hub.started", { seq: this.#rooms.log.extent().newest });
  }

  /** Takes a socket that the Worker hands over, or says why not. */
  override fetch(request: Request): Response {
    const handoff = readHandoff(request);
    if (handoff === null) return new Response(null, { status: 404 });
    this.#rooms.counters.arrived("fetch", Date.now());
    const arrival = this.#rooms.reception.receive(handoff, Date.now());
    if (!arrival.ok) return refusedHandoff(arrival.error);
    const { client, socket } = arrival.value;
    this.#scheduleTending([socket]);
    return new Response(null, {
      status: 101,
      webSocket: client,
      ...(handoff.echo && { headers: { "Sec-WebSocket-Protocol": handoff.echo } }),
    });
  }

  /**
   * Stores the messages, all or none, in one synchronous turn, which also begins to send them. The answer leaves
   * when the rows are durable. A post without messages is a sign of life.
   */
  publish(messages: readonly Message[], post: Post): Result<Published, PublishRefusal> {
    const now = Date.now();
    this.#rooms.counters.arrived("rpc", now);
    const published = this.#rooms.publisher.publish(messages, post, now);
    if (published.ok) this.#rooms.sourceNews.judge(now);
    else this.#rooms.counters.add(`refused ${published.error.code}`);
    return published;
  }

  /** The source says how often it posts, seconds; `null` takes that back. */
  expectSource(name: string, everySeconds: number | null): void {
    this.#rooms.counters.arrived("rpc", Date.now());
    this.#rooms.sourceNews.expect(name, everySeconds, Date.now());
  }

  /** Grants VIP until a moment or without end, or revokes it (`none`); open sockets feel it at once. */
  setVip(userId: string, vip: Vip): { readonly closed: number } {
    this.#rooms.counters.arrived("rpc", Date.now());
    const closed = this.#rooms.standing.setVip(userId, vip, Date.now());
    this.#scheduleTending(this.#rooms.audience.roll.socketsOf(userId));
    return { closed };
  }

  /** Ends the user's open sockets and, with `notBefore` (Unix seconds), refuses tokens older than that. */
  disconnect(userId: string, notBefore: number | null): { readonly closed: number } {
    this.#rooms.counters.arrived("rpc", Date.now());
    return { closed: this.#rooms.standing.disconnect(userId, notBefore) };
  }

  /** Asks every v2 client to open another socket, each at its own moment within `overMs`. */
  drain(reason: string, overMs: number): { readonly sockets: number } {
    this.#rooms.counters.arrived("rpc", Date.now());
    const sockets = drain(this.#rooms.audience, reason, overMs, Date.now(), Math.random);
    this.#scheduleTending(this.#rooms.audience.roll.seats.keys());
    logEvent("hub.drained", { sockets, over_ms: overMs });
    return { sockets };
  }

  /** A page of the open signals for a VIP. */
  readBook(
    caller: Caller,
    filter: Filter,
    before: number | null,
    limit: number,
  ): Result<BookPage, ReadRefusal> {
    this.#rooms.counters.arrived("rpc", Date.now());
    return this.#rooms.readingRoom.readBook(caller, filter, before, limit, Date.now());
  }

  /** A page of the log for a VIP. */
  readLog(
    caller: Caller,
    filter: Filter,
    since: Position,
    limit: number,
  ): Result<LogPage, ReadRefusal> {
    this.#rooms.counters.arrived("rpc", Date.now());
    return this.#rooms.readingRoom.readLog(caller, filter, since, limit, Date.now());
  }

  /** A page of the log for an operator; from no position, where it ends now. */
  tailLog(since: Position | null, limit: number): LogPage {
    this.#rooms.counters.arrived("rpc", Date.now());
    return this.#rooms.readingRoom.tailLog(since, limit);
  }

  stats(): HubStats {
    const now = Date.now();
    this.#rooms.counters.arrived("rpc", now);
    return this.#rooms.readings.stats(now);
  }

  metrics(): readonly Metric[] {
    const now = Date.now();
    this.#rooms.counters.arrived("rpc", now);
    return this.#rooms.readings.metrics(now);
  }

  /** Everything that was due, and then the next alarm. Doing it twice changes nothing. */
  override alarm(): void {
    const now = Date.now();
    this.#rooms.counters.arrived("alarm", now);
    this.#rooms.wakeUp.rang();
    tend(this.#rooms.audience, now);
    this.#rooms.catchUp.feedAll(now);
    this.#rooms.sourceNews.judge(now);
    this.#rooms.publisher.prune(now);

    this.#scheduleTending(this.#rooms.audience.roll.seats.keys());
    this.#rooms.wakeUp.by(this.#rooms.log.nextPrune());
    this.#rooms.wakeUp.by(this.#rooms.book.nextSweep());
  }

  #scheduleTending(sockets: Iterable<WebSocket>): void {
    this.#rooms.wakeUp.by(nextTending(this.#rooms.audience, sockets));
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    this.#rooms.counters.arrived("frame", Date.now());
    try {
      await this.#rooms.conversation.hear(socket, message, Date.now());
    } catch (error) {
      // One client's frame must not take the hub, and everybody with it, down.
      this.#rooms.audience.end(socket, "overloaded");
      logEvent("socket.failed", { error: classOf(error) });
    }
    this.#scheduleTending([socket]);
  }

  /** The platform leaves the answer to a client's close to us; without it the client waits for 30 s. */
  override webSocketClose(socket: WebSocket, code: number): void {
    this.#rooms.audience.leave(socket, code);
    try {
      socket.close(closeCodeFor(code));
    } catch {
      // The connection is gone: there is nobody left to answer.
    }
  }

  override webSocketError(socket: WebSocket): void {
    this.#rooms.audience.leave(socket, null);
    logEvent("socket.failed", { error: "protocol" });
  }
}
