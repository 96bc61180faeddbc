// The hub: the one place where signals get their order, and where the sockets are. Thin over its rooms.

import { DurableObject } from "cloudflare:workers";
import { logEvent } from "../events.ts";
import { readHandoff, refusedHandoff, type Handoff, type Vip } from "../handoff.ts";
import { LIMITS } from "../protocol/limits.ts";
import { readClientFrame } from "../protocol/client-frames.ts";
import { no, ok, type Result } from "../protocol/result.ts";
import {
  connectedFrame,
  errorFrame,
  PING_FRAME,
  PONG_FRAME,
  type Message,
} from "../protocol/server-frames.ts";
import { REFUSALS } from "../refusals.ts";
import { Audience } from "./audience.ts";
import { closeCodeFor } from "./close-code.ts";
import { judgeAccess } from "./entitlement.ts";
import { Members } from "./members.ts";
import { planPublication, type Publication, type PublicationRefusal } from "./publication.ts";
import { migrate } from "./schema.ts";
import { leavesAt, SignalBook } from "./signal-book.ts";
import { SignalLog } from "./signal-log.ts";
import { takeToken, type Bucket } from "./token-bucket.ts";
import { WakeUp } from "./wake-up.ts";

export interface Published {
  readonly epoch: string;
  /** The newest message of the log. */
  readonly seq: number;
  /** One for each message posted, in order. */
  readonly results: readonly {
    readonly seq: number;
    readonly duplicate: boolean;
    /** The sockets it was sent to. */
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
  readonly users: number;
  readonly database_bytes: number;
  /** How often a hub was constructed in this isolate: an idle hub's count stands still. */
  readonly constructions: number;
}

let constructions = 0;

export class SignalHub extends DurableObject {
  readonly #log: SignalLog;
  readonly #book: SignalBook;
  readonly #members: Members;
  readonly #audience: Audience;
  readonly #wakeUp: WakeUp;
  /** Lost in sleep without harm: a hub that slept ten seconds would have refilled them all. */
  readonly #buckets = new WeakMap<WebSocket, Bucket>();

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    constructions += 1;
    const { sql } = ctx.storage;
    this.#log = new SignalLog(sql, migrate(ctx.storage));
    this.#book = new SignalBook(sql);
    this.#members = new Members(sql);
    this.#audience = new Audience(ctx);
    this.#wakeUp = new WakeUp(ctx.storage);
    // Kept by the runtime through sleep, but not through a reset: set each time.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING_FRAME, PONG_FRAME));
    void ctx.blockConcurrencyWhile(() => this.#wakeUp.recall());
    logEvent("hub.started", { seq: this.#log.extent().newest });
  }

  /** Takes a socket that the Worker hands over, or says why not. */
  override fetch(request: Request): Response {
    const handoff = readHandoff(request);
    if (handoff === null) return new Response(null, { status: 404 });
    return this.#join(handoff, Date.now());
  }

  #join(handoff: Handoff, now: number): Response {
    const { userId, rights, dialect, filter } = handoff;
    const entitlement = judgeAccess(rights, this.#members.get(userId), now);
    if (!entitlement.granted) return refusedHandoff(entitlement.refusal);
    if (this.#audience.sockets >= LIMITS.sockets) return refusedHandoff("overloaded");

    const theirs = this.#audience.socketsOf(userId);
    const surplus = theirs.length - LIMITS.socketsPerUser + 1;
    for (const oldest of theirs.slice(0, Math.max(0, surplus))) {
      this.#audience.end(oldest, "replaced");
    }

    const { 0: client, 1: socket } = new WebSocketPair();
    const { ends } = entitlement;
    this.#audience.join(socket, { userId, rights, ends, dialect, filter, joinedAt: now });
    socket.send(connectedFrame(handoff.service, userId));
    this.#wakeUp.by(ends.at);
    logEvent("socket.joined", { dialect, sockets: this.#audience.sockets });
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
    const recipients = changes.length > 0 ? this.#audience.broadcast(changes) : [];

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
    this.#members.setVip(userId, vip);
    logEvent("member.changed", { revoked: vip === "none" });
    return { closed: this.#judgeAgain(userId, Date.now()) };
  }

  /** Ends the user's open sockets and, with `notBefore` (Unix seconds), refuses tokens older than that. */
  disconnect(userId: string, notBefore: number | null): { readonly closed: number } {
    if (notBefore !== null) this.#members.refuseTokensBefore(userId, notBefore);
    const theirs = this.#audience.socketsOf(userId);
    for (const socket of theirs) this.#audience.end(socket, "unauthorized");
    logEvent("member.changed", { closed: theirs.length });
    return { closed: theirs.length };
  }

  #judgeAgain(userId: string, now: number): number {
    const member = this.#members.get(userId);
    let closed = 0;
    for (const socket of this.#audience.socketsOf(userId)) {
      const session = this.#audience.sessionOf(socket);
      if (session === null) continue;
      const entitlement = judgeAccess(session.rights, member, now);
      if (entitlement.granted) {
        this.#audience.update(socket, { ...session, ends: entitlement.ends });
        this.#wakeUp.by(entitlement.ends.at);
      } else {
        this.#audience.end(socket, entitlement.refusal);
        closed += 1;
      }
    }
    return closed;
  }

  stats(): HubStats {
    const { epoch, newest, oldest } = this.#log.extent();
    return {
      epoch,
      seq: newest,
      oldest,
      signals: this.#book.count(),
      sockets: this.#audience.sockets,
      users: this.#audience.users,
      database_bytes: this.ctx.storage.sql.databaseSize,
      constructions,
    };
  }

  /** Everything that was due, and then the next alarm. Doing it twice changes nothing. */
  override alarm(): void {
    const now = Date.now();
    this.#wakeUp.rang();
    this.#audience.endExpired(now);
    this.#log.prune(now);
    this.#book.sweep(now);

    this.#wakeUp.by(this.#audience.nextEnd());
    this.#wakeUp.by(this.#log.nextPrune());
    this.#wakeUp.by(this.#book.nextSweep());
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    // What the client said before it saw our close.
    if (socket.readyState !== WebSocket.OPEN) return;
    if (typeof message !== "string") return this.#audience.end(socket, "binary_frame");
    if (isTooBig(message)) return this.#audience.end(socket, "frame_too_big");
    const { clientFrames, clientFramesWindowMs } = LIMITS;
    const bucket = this.#buckets.get(socket);
    const left = takeToken(bucket, Date.now(), clientFrames, clientFramesWindowMs);
    if (left === null) return this.#audience.end(socket, "rate_limited");
    this.#buckets.set(socket, left);

    const answer = answerTo(message);
    if (answer !== null) socket.send(answer);
  }

  /** The platform leaves the answer to a client's close to us; without it the client waits for 30 s. */
  override webSocketClose(socket: WebSocket, code: number): void {
    this.#audience.forget(socket);
    try {
      socket.close(closeCodeFor(code));
    } catch {
      // The connection is gone: there is nobody left to answer.
    }
    logEvent("socket.ended", { code });
  }

  override webSocketError(socket: WebSocket): void {
    this.#audience.forget(socket);
    logEvent("socket.failed");
  }
}

function answerTo(message: string): string | null {
  const frame = readClientFrame(message);
  if (!frame.ok) return errorFrame(frame.error, REFUSALS[frame.error].reason);
  switch (frame.value.type) {
    case "ping":
      return PONG_FRAME;
    case "pong":
      return null;
  }
}

function isTooBig(text: string): boolean {
  if (text.length > LIMITS.clientFrameBytes) return true;
  // One UTF-16 unit is at most three bytes: most frames need no encoding to be known as small.
  if (text.length * 3 <= LIMITS.clientFrameBytes) return false;
  return new TextEncoder().encode(text).byteLength > LIMITS.clientFrameBytes;
}
