// The hub: the one place where signals get their order, and where the sockets are. Thin over its rooms.

import { DurableObject } from "cloudflare:workers";
import { classOf, logEvent } from "../events.ts";
import { readHandoff, refusedHandoff, tokenDoorOf, type Caller, type Vip } from "../handoff.ts";
import type { Filter } from "../protocol/filter.ts";
import type { Position } from "../protocol/position.ts";
import type { Result } from "../protocol/result.ts";
import type { Metric } from "../protocol/prometheus-text.ts";
import { PING_FRAME, PONG_FRAME, type Message } from "../protocol/server-frames.ts";
import { AnsweredPosts } from "./answered-posts.ts";
import { Audience } from "./audience.ts";
import { Broadcast } from "./broadcast.ts";
import { CatchUp } from "./catch-up.ts";
import { closeCodeFor } from "./close-code.ts";
import { Conversation } from "./conversation.ts";
import { CountedSql } from "./counted-sql.ts";
import { Counters } from "./counters.ts";
import { Departures } from "./departures.ts";
import type { HubStats } from "./hub-stats.ts";
import { Measurements, type MeasuredEnv } from "./measurements.ts";
import { Members } from "./members.ts";
import { Publisher, type Post, type Published, type PublishRefusal } from "./publisher.ts";
import { Pump } from "./pump.ts";
import { ReadingRoom, type BookPage, type LogPage, type ReadRefusal } from "./reading-room.ts";
import { Readings } from "./readings.ts";
import { Reception } from "./reception.ts";
import { Replays } from "./replay.ts";
import { migrate } from "./schema.ts";
import { SignalBook } from "./signal-book.ts";
import { SignalLog } from "./signal-log.ts";
import { Snapshots } from "./snapshot.ts";
import { SourceNews } from "./source-news.ts";
import { Sources } from "./sources.ts";
import { Standing } from "./standing.ts";
import { drain, nextTending, tend } from "./upkeep.ts";
import { UserBudget } from "./user-budget.ts";
import { WakeUp } from "./wake-up.ts";

export class SignalHub extends DurableObject {
  readonly #counters = new Counters();
  readonly #log: SignalLog;
  readonly #book: SignalBook;
  readonly #readings: Readings;
  readonly #audience: Audience;
  readonly #catchUp: CatchUp;
  readonly #publisher: Publisher;
  readonly #sourceNews: SourceNews;
  readonly #readingRoom: ReadingRoom;
  readonly #reception: Reception;
  readonly #conversation: Conversation;
  readonly #standing: Standing;
  readonly #wakeUp: WakeUp;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env & MeasuredEnv) {
    super(ctx, env);
    const counters = this.#counters;
    const measurements = new Measurements(env);
    const sql = new CountedSql(ctx.storage.sql, counters);
    const log = new SignalLog(sql, migrate(ctx.storage));
    counters.restore(log.storedCounters);
    const book = new SignalBook(sql);
    const members = new Members(sql);
    const audience = new Audience(ctx, new Departures(counters, measurements));
    const broadcast = new Broadcast(audience, log.extent().newest);
    const wakeUp = new WakeUp(ctx.storage, counters);
    const replays = new Replays(log);
    const catchUp = new CatchUp(ctx, audience, broadcast, log, replays, wakeUp, counters);
    const standing = new Standing(audience, members);
    const sources = new Sources(sql, log);
    const budget = new UserBudget([book, log]);
    const rooms = {
      storage: ctx.storage,
      log,
      book,
      members,
      sources,
      posts: new AnsweredPosts(sql),
      snapshots: new Snapshots(book),
      audience,
      broadcast,
      catchUp,
      pump: new Pump(ctx, audience, broadcast, catchUp, counters),
      wakeUp,
      budget,
      counters,
      measurements,
    };
    const reception = new Reception(rooms);
    this.#log = log;
    this.#book = book;
    this.#audience = audience;
    this.#catchUp = catchUp;
    this.#standing = standing;
    this.#readingRoom = new ReadingRoom(log, book, members, replays, budget, counters);
    this.#reception = reception;
    this.#readings = new Readings(rooms);
    this.#sourceNews = new SourceNews(audience, sources, wakeUp);
    this.#publisher = new Publisher(rooms);
    this.#conversation = new Conversation(
      audience,
      catchUp,
      log,
      reception,
      standing,
      tokenDoorOf(ctx),
      budget,
      counters,
    );
    this.#wakeUp = wakeUp;
    // Kept by the runtime through sleep, but not through a reset: set each time.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING_FRAME, PONG_FRAME));
    void ctx.blockConcurrencyWhile(() => this.#wakeUp.recall());
    logEvent("hub.started", { seq: log.extent().newest });
  }

  /** Takes a socket that the Worker hands over, or says why not. */
  override fetch(request: Request): Response {
    const handoff = readHandoff(request);
    if (handoff === null) return new Response(null, { status: 404 });
    this.#counters.arrived("fetch", Date.now());
    const arrival = this.#reception.receive(handoff, Date.now());
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
   * Stores the messages and sends them, all or none, in one synchronous turn. The answer leaves when the
   * rows are durable. A post without messages is a sign of life.
   */
  publish(messages: readonly Message[], post: Post): Result<Published, PublishRefusal> {
    const now = Date.now();
    this.#counters.arrived("rpc", now);
    const published = this.#publisher.publish(messages, post, now);
    if (published.ok) this.#sourceNews.judge(now);
    else this.#counters.add(`refused ${published.error.code}`);
    return published;
  }

  /** The source says how often it posts, seconds; `null` takes that back. */
  expectSource(name: string, everySeconds: number | null): void {
    this.#counters.arrived("rpc", Date.now());
    this.#sourceNews.expect(name, everySeconds, Date.now());
  }

  /** Grants VIP until a moment or without end, or revokes it (`none`); open sockets feel it at once. */
  setVip(userId: string, vip: Vip): { readonly closed: number } {
    this.#counters.arrived("rpc", Date.now());
    const closed = this.#standing.setVip(userId, vip, Date.now());
    this.#scheduleTending(this.#audience.roll.socketsOf(userId));
    return { closed };
  }

  /** Ends the user's open sockets and, with `notBefore` (Unix seconds), refuses tokens older than that. */
  disconnect(userId: string, notBefore: number | null): { readonly closed: number } {
    this.#counters.arrived("rpc", Date.now());
    return { closed: this.#standing.disconnect(userId, notBefore) };
  }

  /** Asks every v2 client to open another socket, each at its own moment within `overMs`. */
  drain(reason: string, overMs: number): { readonly sockets: number } {
    this.#counters.arrived("rpc", Date.now());
    const sockets = drain(this.#audience, reason, overMs, Date.now(), Math.random);
    this.#scheduleTending(this.#audience.roll.seats.keys());
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
    this.#counters.arrived("rpc", Date.now());
    return this.#readingRoom.readBook(caller, filter, before, limit, Date.now());
  }

  /** A page of the log for a VIP. */
  readLog(
    caller: Caller,
    filter: Filter,
    since: Position,
    limit: number,
  ): Result<LogPage, ReadRefusal> {
    this.#counters.arrived("rpc", Date.now());
    return this.#readingRoom.readLog(caller, filter, since, limit, Date.now());
  }

  /** A page of the log for an operator; from no position, where it ends now. */
  tailLog(since: Position | null, limit: number): LogPage {
    this.#counters.arrived("rpc", Date.now());
    return this.#readingRoom.tailLog(since, limit);
  }

  stats(): HubStats {
    const now = Date.now();
    this.#counters.arrived("rpc", now);
    return this.#readings.stats(now);
  }

  metrics(): readonly Metric[] {
    const now = Date.now();
    this.#counters.arrived("rpc", now);
    return this.#readings.metrics(now);
  }

  /** Everything that was due, and then the next alarm. Doing it twice changes nothing. */
  override alarm(): void {
    const now = Date.now();
    this.#counters.arrived("alarm", now);
    this.#wakeUp.rang();
    tend(this.#audience, now);
    this.#catchUp.feedAll(now);
    this.#sourceNews.judge(now);
    this.#publisher.prune(now);

    this.#scheduleTending(this.#audience.roll.seats.keys());
    this.#wakeUp.by(this.#log.nextPrune());
    this.#wakeUp.by(this.#book.nextSweep());
  }

  #scheduleTending(sockets: Iterable<WebSocket>): void {
    this.#wakeUp.by(nextTending(this.#audience, sockets));
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    this.#counters.arrived("frame", Date.now());
    try {
      await this.#conversation.hear(socket, message, Date.now());
    } catch (error) {
      // One client's frame must not take the hub, and everybody with it, down.
      this.#audience.end(socket, "overloaded");
      logEvent("socket.failed", { error: classOf(error) });
    }
    this.#scheduleTending([socket]);
  }

  /** The platform leaves the answer to a client's close to us; without it the client waits for 30 s. */
  override webSocketClose(socket: WebSocket, code: number): void {
    this.#audience.leave(socket, code);
    try {
      socket.close(closeCodeFor(code));
    } catch {
      // The connection is gone: there is nobody left to answer.
    }
  }

  override webSocketError(socket: WebSocket): void {
    this.#audience.leave(socket, null);
    logEvent("socket.failed", { error: "protocol" });
  }
}
