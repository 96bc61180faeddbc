// The Durable Object's RPC, socket events and alarm. It reads the clock, counts the call, and hands it to a service.

import { DurableObject } from "cloudflare:workers";
import { decodeConnect, encodeRejection, type Principal, type VipStatus } from "../hub-request.ts";
import { errorName, logEvent } from "../log.ts";
import type { Cursor } from "../protocol/cursor.ts";
import type { Filter } from "../protocol/filter.ts";
import type { HubStats } from "../protocol/stats/hub-stats.ts";
import type { Metric } from "../protocol/stats/prometheus-text.ts";
import type { Result } from "../protocol/result.ts";
import { PING_FRAME, PONG_FRAME, type Message } from "../protocol/server-messages.ts";
import { drain } from "../sockets/delivery/control.ts";
import { nextTimerAt } from "../sockets/sessions/session-timers.ts";
import { runChores } from "./alarm/chores.ts";
import type { Published, PublishRejection, PublishRequest } from "./publishing/publisher.ts";
import type { MessagePage, ReadRejection, SignalPage } from "./reads/read-api.ts";
import { createServices, type Services } from "./services.ts";
import type { AnalyticsEnv } from "./telemetry/analytics.ts";
import type { RequestKind } from "./telemetry/counters.ts";

/** The hub is the single sequencer of all messages and holds the sockets. */
export class SignalHub extends DurableObject {
  readonly #services: Services;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env & AnalyticsEnv) {
    super(ctx, env);
    this.#services = createServices(ctx, env);
    // The runtime keeps it through hibernation and not through a reset.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING_FRAME, PONG_FRAME));
    void ctx.blockConcurrencyWhile(() => this.#services.alarm.load());
    logEvent("hub.started", { seq: this.#services.log.range().newest });
  }

  /** Accepts the socket of a connect request, or answers its rejection. 404 for any other request. */
  override fetch(request: Request): Response {
    const connect = decodeConnect(request);
    if (connect === null) return new Response(null, { status: 404 });
    const accepted = this.#services.handshake.accept(connect, this.#begin("fetch"));
    if (!accepted.ok) return encodeRejection(accepted.error);
    const { client, socket } = accepted.value;
    this.#scheduleTimers([socket]);
    const { selectedProtocol } = connect;
    return new Response(null, {
      status: 101,
      webSocket: client,
      ...(selectedProtocol && { headers: { "Sec-WebSocket-Protocol": selectedProtocol } }),
    });
  }

  /**
   * Stores the messages, all or none, and begins to send them, in one synchronous turn. The output gate holds the answer
   * until the rows are durable. A request without messages is a heartbeat.
   */
  publish(
    messages: readonly Message[],
    request: PublishRequest,
  ): Result<Published, PublishRejection> {
    const published = this.#services.publisher.publish(messages, request, this.#begin("rpc"));
    if (!published.ok) this.#services.counters.add(`refused ${published.error.code}`);
    return published;
  }

  /** Sets how often the source publishes at least, seconds. `null` removes the source. */
  setSourceInterval(name: string, everySeconds: number | null): void {
    this.#services.sourceStatus.setInterval(name, everySeconds, this.#begin("rpc"));
  }

  /** Grants VIP until a moment (Unix milliseconds) or without end, or revokes it. Open sockets are checked at once. */
  setVip(userId: string, vip: VipStatus): { readonly closed: number } {
    const now = this.#begin("rpc");
    const { accessControl, connections, members } = this.#services;
    members.setVip(userId, vip);
    const closed = accessControl.revalidateUser(userId, now);
    this.#scheduleTimers(connections.index.byUser(userId));
    logEvent("member.changed", { revoked: vip === "none", closed });
    return { closed };
  }

  /** Closes the user's sockets and, with `notBefore` (Unix seconds), rejects tokens issued before it. */
  disconnect(userId: string, notBefore: number | null): { readonly closed: number } {
    this.#begin("rpc");
    const { accessControl, members } = this.#services;
    if (notBefore !== null) members.rejectTokensBefore(userId, notBefore);
    const closed = accessControl.disconnectUser(userId);
    logEvent("member.changed", { closed });
    return { closed };
  }

  /** Asks every v2 client to reconnect, spread over `overMs`. */
  drain(reason: string, overMs: number): { readonly sockets: number } {
    const now = this.#begin("rpc");
    const { connections } = this.#services;
    const sockets = drain(connections, { reason, overMs, now, random: Math.random });
    this.#scheduleTimers(connections.index.sockets());
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
    return this.#services.reads.readSignals(principal, filter, before, limit, this.#begin("rpc"));
  }

  /** A page of the log for a VIP. */
  readLog(
    principal: Principal,
    filter: Filter,
    since: Cursor,
    limit: number,
  ): Result<MessagePage, ReadRejection> {
    return this.#services.reads.readLog(principal, filter, since, limit, this.#begin("rpc"));
  }

  /** A page of the log for an operator. Without a cursor, an empty page at the log's end. */
  tailLog(since: Cursor | null, limit: number): MessagePage {
    this.#begin("rpc");
    return this.#services.reads.tailLog(since, limit);
  }

  /** The operator's numbers as JSON. */
  stats(): HubStats {
    return this.#services.stats.stats(this.#begin("rpc"));
  }

  /** The operator's numbers as metrics. */
  metrics(): readonly Metric[] {
    return this.#services.stats.metrics(this.#begin("rpc"));
  }

  override alarm(): void {
    runChores(this.#services, this.#begin("alarm"));
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const now = this.#begin("frame");
    try {
      await this.#services.clientMessages.handle(socket, message, now);
    } catch (error) {
      // An uncaught error would reset the object, and with it everybody's socket.
      this.#services.connections.closeWith(socket, "overloaded");
      logEvent("socket.failed", { error: errorName(error) });
    }
    this.#scheduleTimers([socket]);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#services.connections.onClientClose(socket, code);
  }

  override webSocketError(socket: WebSocket): void {
    this.#services.connections.onProtocolError(socket);
    logEvent("socket.failed", { error: "protocol" });
  }

  /** Reads the clock once for a call, and counts the call. */
  #begin(kind: RequestKind): number {
    const now = Date.now();
    this.#services.counters.countRequest(kind, now);
    return now;
  }

  #scheduleTimers(sockets: Iterable<WebSocket>): void {
    const { alarm, connections } = this.#services;
    alarm.scheduleBy(nextTimerAt(connections, sockets));
  }
}
