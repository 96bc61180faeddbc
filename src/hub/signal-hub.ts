// The hub: the one place where signals get their order, and where the sockets are. Thin over its rooms.

import { DurableObject } from "cloudflare:workers";
import { logEvent } from "../events.ts";
import { readHandoff, refusedHandoff, tokenDoorOf, type Vip } from "../handoff.ts";
import { no, ok, type Result } from "../protocol/result.ts";
import { PING_FRAME, PONG_FRAME, type Message } from "../protocol/server-frames.ts";
import { Audience } from "./audience.ts";
import { CatchUp } from "./catch-up.ts";
import { closeCodeFor } from "./close-code.ts";
import { Conversation } from "./conversation.ts";
import { Members } from "./members.ts";
import { planPublication, type Publication, type PublicationRefusal } from "./publication.ts";
import { Pump } from "./pump.ts";
import { Reception } from "./reception.ts";
import { Replays } from "./replay.ts";
import { migrate } from "./schema.ts";
import { leavesAt, SignalBook } from "./signal-book.ts";
import { SignalLog } from "./signal-log.ts";
import { Snapshots } from "./snapshot.ts";
import { Standing } from "./standing.ts";
import { drain, nextTending, tend } from "./upkeep.ts";
import { WakeUp } from "./wake-up.ts";

export interface Published {
  readonly epoch: string;
  /** The newest message of the log. */
  readonly seq: number;
  /** One for each message posted, in order. */
  readonly results: readonly {
    readonly seq: number;
    readonly duplicate: boolean;
    /** The sockets it goes to. */
    readonly recipients: number;
  }[];
}

export interface HubStats {
  readonly epoch: string;
  readonly seq: number;
  /** The oldest message of the log; `seq + 1` while it is empty. */
  readonly oldest: number;
  readonly signals: number;
  readonly sockets: number;
  /** The sockets among them that catch up from the log. */
  readonly behind: number;
  /** Messages stored and not yet pushed, while the runtime is busy with the push before. */
  readonly gathered: number;
  readonly users: number;
  readonly database_bytes: number;
  /** How often a hub was constructed in this isolate: an idle hub's count stands still. */
  readonly constructions: number;
}

let constructions = 0;

export class SignalHub extends DurableObject {
  readonly #log: SignalLog;
  readonly #book: SignalBook;
  readonly #audience: Audience;
  readonly #catchUp: CatchUp;
  readonly #pump: Pump;
  readonly #reception: Reception;
  readonly #conversation: Conversation;
  readonly #standing: Standing;
  readonly #wakeUp: WakeUp;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    constructions += 1;
    const { sql } = ctx.storage;
    const log = new SignalLog(sql, migrate(ctx.storage));
    const book = new SignalBook(sql);
    const members = new Members(sql);
    const audience = new Audience(ctx, log.extent().newest);
    const wakeUp = new WakeUp(ctx.storage);
    const catchUp = new CatchUp(ctx, audience, log, new Replays(log), wakeUp);
    const standing = new Standing(audience, members);
    const reception = new Reception(audience, catchUp, log, members, new Snapshots(book));
    this.#log = log;
    this.#book = book;
    this.#audience = audience;
    this.#catchUp = catchUp;
    this.#standing = standing;
    this.#reception = reception;
    this.#pump = new Pump(ctx, audience, catchUp);
    this.#conversation = new Conversation(
      audience,
      catchUp,
      log,
      reception,
      standing,
      tokenDoorOf(ctx),
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
   * rows are durable. `overloaded` where the storage refused: then nothing was stored, numbered or sent.
   */
  publish(
    messages: readonly Message[],
  ): Result<Published, PublicationRefusal | { readonly code: "overloaded" }> {
    const now = Date.now();
    const plan = planPublication(messages, this.#log.next, now, (key) => this.#book.get(key, now));
    if (!plan.ok) return no(plan.error);
    const { outcomes, changes } = plan.value;

    if (changes.length > 0 && !this.#store(plan.value, now)) return no({ code: "overloaded" });
    const recipients = changes.length > 0 ? this.#pump.offer(changes) : [];

    let stored = 0;
    const results = outcomes.map((outcome) => {
      if (outcome.kind === "duplicate") return { seq: outcome.seq, duplicate: true, recipients: 0 };
      const count = recipients[stored] ?? 0;
      stored += 1;
      return { seq: outcome.change.seq, duplicate: false, recipients: count };
    });
    const { epoch, newest } = this.#log.extent();
    logEvent("signals.published", {
      seq: newest,
      stored: changes.length,
      duplicates: outcomes.length - changes.length,
    });
    return ok({ epoch, seq: newest, results });
  }

  #store({ changes, held }: Publication, now: number): boolean {
    try {
      this.ctx.storage.transactionSync(() => {
        this.#log.append(changes, now);
        for (const signal of held) this.#book.put(signal);
      });
    } catch (error) {
      logEvent("storage.failed", { error: error instanceof Error ? error.name : typeof error });
      return false;
    }
    this.#log.advance(changes.length);
    if (this.#log.overflows()) this.#log.prune(now);
    this.#wakeUp.by(this.#log.prunesAfter(now));
    for (const signal of held) this.#wakeUp.by(this.#book.sweepsAfter(leavesAt(signal)));
    return true;
  }

  /** Grants VIP until a moment or without end, or revokes it (`none`); open sockets feel it at once. */
  setVip(userId: string, vip: Vip): { readonly closed: number } {
    const closed = this.#standing.setVip(userId, vip, Date.now());
    this.#scheduleTending(this.#audience.roll.socketsOf(userId));
    return { closed };
  }

  /** Ends the user's open sockets and, with `notBefore` (Unix seconds), refuses tokens older than that. */
  disconnect(userId: string, notBefore: number | null): { readonly closed: number } {
    return { closed: this.#standing.disconnect(userId, notBefore) };
  }

  /** Asks every v2 client to open another socket, each at its own moment within `overMs`. */
  drain(reason: string, overMs: number): { readonly sockets: number } {
    const sockets = drain(this.#audience, reason, overMs, Date.now(), Math.random);
    this.#scheduleTending(this.#audience.roll.seats.keys());
    logEvent("hub.drained", { sockets, over_ms: overMs });
    return { sockets };
  }

  stats(): HubStats {
    const { epoch, newest, oldest } = this.#log.extent();
    const { roll } = this.#audience;
    return {
      epoch,
      seq: newest,
      oldest,
      signals: this.#book.count(),
      sockets: roll.seats.size,
      behind: roll.behind.size,
      gathered: this.#audience.gathered,
      users: roll.users,
      database_bytes: this.ctx.storage.sql.databaseSize,
      constructions,
    };
  }

  /** Everything that was due, and then the next alarm. Doing it twice changes nothing. */
  override alarm(): void {
    const now = Date.now();
    this.#wakeUp.rang();
    tend(this.#audience, now);
    this.#catchUp.feedAll(now);
    this.#log.prune(now);
    this.#book.sweep(now);

    this.#scheduleTending(this.#audience.roll.seats.keys());
    this.#wakeUp.by(this.#log.nextPrune());
    this.#wakeUp.by(this.#book.nextSweep());
  }

  #scheduleTending(sockets: Iterable<WebSocket>): void {
    this.#wakeUp.by(nextTending(this.#audience, sockets));
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    try {
      await this.#conversation.hear(socket, message, Date.now());
    } catch (error) {
      // One client's frame must not take the hub, and everybody with it, down.
      this.#audience.end(socket, "overloaded");
      logEvent("socket.failed", { error: error instanceof Error ? error.name : typeof error });
    }
    this.#scheduleTending([socket]);
  }

  /** The platform leaves the answer to a client's close to us; without it the client waits for 30 s. */
  override webSocketClose(socket: WebSocket, code: number): void {
    const connection = this.#audience.sessionOf(socket)?.connectionId ?? null;
    this.#audience.forget(socket);
    try {
      socket.close(closeCodeFor(code));
    } catch {
      // The connection is gone: there is nobody left to answer.
    }
    logEvent("socket.ended", { code, connection });
  }

  override webSocketError(socket: WebSocket): void {
    this.#audience.forget(socket);
    logEvent("socket.failed", { error: "protocol" });
  }
}
