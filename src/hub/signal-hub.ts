// The hub: the one place where signals get their order, and where the sockets are. Thin over its rooms.

import { DurableObject } from "cloudflare:workers";
import { errorName, logEvent } from "../log.ts";
import { decodeConnect, encodeRejection, type Principal, type VipStatus } from "../hub-request.ts";
import type { Filter } from "../protocol/filter.ts";
import type { Cursor } from "../protocol/cursor.ts";
import type { Metric } from "../protocol/prometheus-text.ts";
import type { Result } from "../protocol/result.ts";
import { PING_FRAME, PONG_FRAME, type Message } from "../protocol/server-messages.ts";
import { echoCloseCode } from "../sockets/connections/echo-close-code.ts";
import type { HubStats } from "../protocol/hub-stats.ts";
import type { AnalyticsEnv } from "./telemetry/analytics.ts";
import type { PublishRequest, Published, PublishRejection } from "./publishing/publisher.ts";
import type { SignalPage, MessagePage, ReadRejection } from "./reads/read-api.ts";
import { createServices, type Services } from "./services.ts";
import { drain, nextTimerAt, runDueTimers } from "../sockets/sessions/session-timers.ts";

export class SignalHub extends DurableObject {
  readonly #services: Services;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env & AnalyticsEnv) {
    super(ctx, env);
    this.#services = createServices(ctx, env);
    // Kept by the runtime through sleep, but not through a reset: set each time.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING_FRAME, PONG_FRAME));
    void ctx.blockConcurrencyWhile(() => this.#services.alarm.load());
    logEvent("hub.started", { seq: this.#services.log.range().newest });
  }

  /** Takes a socket that the Worker hands over, or says why not. */
  override fetch(request: Request): Response {
    const connectRequest = decodeConnect(request);
    if (connectRequest === null) return new Response(null, { status: 404 });
    this.#services.counters.countRequest("fetch", Date.now());
    const accepted = this.#services.handshake.accept(connectRequest, Date.now());
    if (!accepted.ok) return encodeRejection(accepted.error);
    const { client, socket } = accepted.value;
    this.#scheduleTimers([socket]);
    return new Response(null, {
      status: 101,
      webSocket: client,
      ...(connectRequest.selectedProtocol && {
        headers: { "Sec-WebSocket-Protocol": connectRequest.selectedProtocol },
      }),
    });
  }

  /**
   * Stores the messages, all or none, in one synchronous turn, which also begins to send them. The answer leaves
   * when the rows are durable. A post without messages is a sign of life.
   */
  publish(
    messages: readonly Message[],
    request: PublishRequest,
  ): Result<Published, PublishRejection> {
    const now = Date.now();
    this.#services.counters.countRequest("rpc", now);
    const published = this.#services.publisher.publish(messages, request, now);
    if (published.ok) this.#services.sourceStatus.evaluate(now);
    else this.#services.counters.add(`refused ${published.error.code}`);
    return published;
  }

  /** The source says how often it posts, seconds; `null` takes that back. */
  setSourceInterval(name: string, everySeconds: number | null): void {
    this.#services.counters.countRequest("rpc", Date.now());
    this.#services.sourceStatus.setInterval(name, everySeconds, Date.now());
  }

  /** Grants VIP until a moment or without end, or revokes it (`none`); open sockets feel it at once. */
  setVip(userId: string, vip: VipStatus): { readonly closed: number } {
    this.#services.counters.countRequest("rpc", Date.now());
    const closed = this.#services.accessControl.setVip(userId, vip, Date.now());
    this.#scheduleTimers(this.#services.connections.index.byUser(userId));
    return { closed };
  }

  /** Ends the user's open sockets and, with `notBefore` (Unix seconds), refuses tokens older than that. */
  disconnect(userId: string, notBefore: number | null): { readonly closed: number } {
    this.#services.counters.countRequest("rpc", Date.now());
    return { closed: this.#services.accessControl.disconnect(userId, notBefore) };
  }

  /** Asks every v2 client to open another socket, each at its own moment within `overMs`. */
  drain(reason: string, overMs: number): { readonly sockets: number } {
    this.#services.counters.countRequest("rpc", Date.now());
    const sockets = drain(this.#services.connections, reason, overMs, Date.now(), Math.random);
    this.#scheduleTimers(this.#services.connections.index.entries.keys());
    logEvent("hub.drained", { sockets, over_ms: overMs });
    return { sockets };
  }

  /** A page of the open signals for a VIP. */
  readSignals(
    principal: Principal,
    filter: Filter,
    before: number | null,
    limit: number,
  ): Result<SignalPage, ReadRejection> {
    this.#services.counters.countRequest("rpc", Date.now());
    return this.#services.reads.readSignals(principal, filter, before, limit, Date.now());
  }

  /** A page of the log for a VIP. */
  readLog(
    principal: Principal,
    filter: Filter,
    since: Cursor,
    limit: number,
  ): Result<MessagePage, ReadRejection> {
    this.#services.counters.countRequest("rpc", Date.now());
    return this.#services.reads.readLog(principal, filter, since, limit, Date.now());
  }

  /** A page of the log for an operator; from no position, where it ends now. */
  tailLog(since: Cursor | null, limit: number): MessagePage {
    this.#services.counters.countRequest("rpc", Date.now());
    return this.#services.reads.tailLog(since, limit);
  }

  stats(): HubStats {
    const now = Date.now();
    this.#services.counters.countRequest("rpc", now);
    return this.#services.stats.stats(now);
  }

  metrics(): readonly Metric[] {
    const now = Date.now();
    this.#services.counters.countRequest("rpc", now);
    return this.#services.stats.metrics(now);
  }

  /** Everything that was due, and then the next alarm. Doing it twice changes nothing. */
  override alarm(): void {
    const now = Date.now();
    this.#services.counters.countRequest("alarm", now);
    this.#services.alarm.onFired();
    runDueTimers(this.#services.connections, now);
    this.#services.backlog.sendToAll(now);
    this.#services.sourceStatus.evaluate(now);
    this.#services.publisher.prune(now);

    this.#scheduleTimers(this.#services.connections.index.entries.keys());
    this.#services.alarm.scheduleBy(this.#services.log.nextPruneAt());
    this.#services.alarm.scheduleBy(this.#services.signals.nextPruneAt());
  }

  #scheduleTimers(sockets: Iterable<WebSocket>): void {
    this.#services.alarm.scheduleBy(nextTimerAt(this.#services.connections, sockets));
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    this.#services.counters.countRequest("frame", Date.now());
    try {
      await this.#services.clientMessages.handle(socket, message, Date.now());
    } catch (error) {
      // One client's frame must not take the hub, and everybody with it, down.
      this.#services.connections.closeWith(socket, "overloaded");
      logEvent("socket.failed", { error: errorName(error) });
    }
    this.#scheduleTimers([socket]);
  }

  /** The platform leaves the answer to a client's close to us; without it the client waits for 30 s. */
  override webSocketClose(socket: WebSocket, code: number): void {
    this.#services.connections.onClientClose(socket, code);
    try {
      socket.close(echoCloseCode(code));
    } catch {
      // The connection is gone: there is nobody left to answer.
    }
  }

  override webSocketError(socket: WebSocket): void {
    this.#services.connections.onClientClose(socket, null);
    logEvent("socket.failed", { error: "protocol" });
  }
}
