// What a client says, and what the hub answers.

import type { TokenDoor } from "../handoff.ts";
import { readClientFrame, type ClientFrame } from "../protocol/client-frames.ts";
import type { Filter } from "../protocol/filter.ts";
import { LIMITS } from "../protocol/limits.ts";
import {
  authenticatedFrame,
  errorFrame,
  PONG_FRAME,
  subscribedFrame,
} from "../protocol/server-frames.ts";
import { REFUSALS, type RefusalCode } from "../refusals.ts";
import { queuedBytes, type Audience } from "./audience.ts";
import type { CatchUp } from "./catch-up.ts";
import type { Counters } from "./counters.ts";
import type { Reception } from "./reception.ts";
import type { SignalLog } from "./signal-log.ts";
import type { Standing } from "./standing.ts";
import { takeToken, type Bucket } from "./token-bucket.ts";
import type { UserBudget } from "./user-budget.ts";

export class Conversation {
  readonly #audience: Audience;
  readonly #catchUp: CatchUp;
  readonly #log: SignalLog;
  readonly #reception: Reception;
  readonly #standing: Standing;
  readonly #tokenDoor: TokenDoor;
  readonly #budget: UserBudget;
  readonly #counters: Counters;
  /** Lost in sleep without harm: a hub that slept ten seconds would have refilled them all. */
  readonly #buckets = new WeakMap<WebSocket, Bucket>();

  constructor(
    audience: Audience,
    catchUp: CatchUp,
    log: SignalLog,
    reception: Reception,
    standing: Standing,
    tokenDoor: TokenDoor,
    budget: UserBudget,
    counters: Counters,
  ) {
    this.#audience = audience;
    this.#catchUp = catchUp;
    this.#log = log;
    this.#reception = reception;
    this.#standing = standing;
    this.#tokenDoor = tokenDoor;
    this.#budget = budget;
    this.#counters = counters;
  }

  /** Answers one frame. Resolves once it is answered; only a fresh token takes more than this turn. */
  async hear(socket: WebSocket, message: string | ArrayBuffer, now: number): Promise<void> {
    // What the client said before it saw our close.
    if (socket.readyState !== WebSocket.OPEN) return;
    if (typeof message !== "string") return this.#audience.end(socket, "binary_frame");
    if (isTooBig(message)) return this.#audience.end(socket, "frame_too_big");
    if (!this.#maySpeak(socket, now)) return this.#audience.end(socket, "rate_limited");

    const session = this.#audience.sessionOf(socket);
    if (session === null) return;
    // What v1 clients say is no sign that they would go on saying it: nobody told them to.
    if (session.dialect !== "signals.v1") {
      this.#audience.update(socket, { ...session, heardAt: now, pingedAt: null });
    }

    const frame = readClientFrame(message, session.dialect);
    if (frame.ok) await this.#answer(socket, frame.value, now);
    else this.#refuse(socket, frame.error);
  }

  async #answer(socket: WebSocket, frame: ClientFrame, now: number): Promise<void> {
    switch (frame.type) {
      case "ping":
        return socket.send(PONG_FRAME);
      case "pong":
        return;
      case "auth":
        return this.#authenticate(socket, frame.token);
      case "subscribe":
        return this.#subscribe(socket, frame.filter, now);
    }
  }

  /** A token that is no good changes nothing: the access that the old one gave still ends when it ends. */
  async #authenticate(socket: WebSocket, token: string): Promise<void> {
    const caller = await this.#tokenDoor.verify(token);
    // Meanwhile the socket may have ended.
    const session = this.#audience.sessionOf(socket);
    if (session === null) return;
    if (!caller.ok) return this.#refuse(socket, caller.error);
    if (caller.value.userId !== session.userId) return this.#refuse(socket, "unauthorized");
    const expiresAt = this.#standing.judge(socket, caller.value.rights, Date.now());
    if (expiresAt !== null) socket.send(authenticatedFrame(expiresAt));
  }

  /** The state under the new filter, and then what follows it: nothing is left of the old one. */
  #subscribe(socket: WebSocket, filter: Filter, now: number): void {
    const session = this.#audience.sessionOf(socket);
    if (session === null) return;
    // Snapshots asked for and never read would pile up without end.
    if (queuedBytes(socket) > LIMITS.queuedSocketBytes) {
      return this.#audience.end(socket, "slow_consumer");
    }
    const { newest } = this.#log.extent();
    const done = this.#budget.spend(session.userId, now, () => {
      this.#audience.update(socket, {
        ...session,
        filter,
        behind: { after: newest, announce: false },
      });
      socket.send(subscribedFrame(filter, newest));
      this.#reception.sendState(socket, filter, now);
      this.#catchUp.start(socket, now);
      return true;
    });
    if (done === null) this.#audience.end(socket, "rate_limited");
  }

  #refuse(socket: WebSocket, code: RefusalCode): void {
    this.#counters.add(`refused ${code}`);
    socket.send(errorFrame(code, REFUSALS[code].reason));
  }

  #maySpeak(socket: WebSocket, now: number): boolean {
    const { clientFrames, clientFramesWindowMs } = LIMITS;
    const left = takeToken(this.#buckets.get(socket), now, clientFrames, clientFramesWindowMs);
    if (left !== null) this.#buckets.set(socket, left);
    return left !== null;
  }
}

function isTooBig(text: string): boolean {
  if (text.length > LIMITS.clientFrameBytes) return true;
  // One UTF-16 unit is at most three bytes: most frames need no encoding to be known as small.
  if (text.length * 3 <= LIMITS.clientFrameBytes) return false;
  return new TextEncoder().encode(text).byteLength > LIMITS.clientFrameBytes;
}
