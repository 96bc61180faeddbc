// The service's end of one connection: what the hub does for one socket.

import { readClientFrame } from "../../protocol/client-frames.ts";
import { CLOSES, type CloseCode } from "../../protocol/closes.ts";
import type { Filter } from "../../protocol/filter.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { formatPosition, type Position } from "../../protocol/position.ts";
import { planResume } from "../../protocol/resume.ts";
import {
  authenticatedFrame,
  connectedFrameV2,
  errorFrame,
  joinFrames,
  liveFrame,
  PING_FRAME,
  PONG_FRAME,
  snapshotFrame,
  statusFrame,
  subscribedFrame,
  type SourceStatus,
} from "../../protocol/server-frames.ts";
import { framesFor, type Entry, type TestLog } from "./test-log.ts";

/** The client's end, as seen from the service. */
export interface FarEnd {
  /** `position` where the frame has one to resume from. */
  frame(text: string, position?: string): void;
  close(code: number, reason: string): void;
}

export interface SessionWorld {
  readonly log: TestLog;
  now(): number;
  /** Calls back after so many milliseconds; what it returns calls that off. */
  after(ms: number, callback: () => void): () => void;
  /** Until when a token lets in, Unix milliseconds; `null` for one that is no good. */
  accessUntil(token: string): number | null;
  left(session: TestSession): void;
}

export class TestSession {
  readonly #world: SessionWorld;
  readonly #far: FarEnd;
  #filter: Filter;
  #open = true;
  #unwatch: () => void = () => undefined;

  constructor(world: SessionWorld, far: FarEnd, filter: Filter) {
    this.#world = world;
    this.#far = far;
    this.#filter = filter;
  }

  greet(
    id: string,
    since: Position | null,
    expiresAt: number,
    sources: Readonly<Record<string, SourceStatus>>,
  ): void {
    const { log } = this.#world;
    const { epoch, newest } = log.extent;
    const plan = planResume(since, log.extent);
    const recovered = plan.kind === "replay";
    this.say(
      connectedFrameV2("Test", "1", {
        connectionId: id,
        position: { epoch, seq: plan.kind === "replay" ? plan.after : newest },
        recovered,
        reason: plan.kind === "replay" ? null : plan.reason,
        expiresAt,
        serverTime: this.#world.now(),
      }),
    );
    if (Object.keys(sources).length > 0) this.say(statusFrame(sources));
    if (plan.kind === "replay") this.#tell(log.framesAfter(plan.after, this.#filter));
    else this.say(snapshotFrame(newest, log.signals(this.#filter), false));
    this.#live();
  }

  /** A message, or several that leave as one frame. */
  push(entries: readonly Entry[]): void {
    this.#tell(entries.flatMap((entry) => framesFor(entry, this.#filter)));
  }

  say(frame: string, position?: string): void {
    if (this.#open) this.#far.frame(frame, position);
  }

  /** A socket that says nothing is asked, and closed where it doesn't answer. A stream can't say anything. */
  watch(): void {
    this.#unwatch();
    if (!this.#open) return;
    this.#unwatch = this.#world.after(LIMITS.silentMs, () => {
      this.say(PING_FRAME);
      this.#unwatch = this.#world.after(LIMITS.pingAnswerMs, () => this.refuse("silent"));
    });
  }

  hear(text: string): void {
    if (!this.#open) return;
    this.watch();
    const frame = readClientFrame(text, "signals.v2");
    if (!frame.ok) {
      this.say(errorFrame(frame.error, "Not understood"));
      return;
    }
    switch (frame.value.type) {
      case "ping":
        this.say(PONG_FRAME);
        break;
      case "pong":
        break;
      case "auth": {
        const until = this.#world.accessUntil(frame.value.token);
        if (until === null) this.say(errorFrame("unauthorized", CLOSES.unauthorized.reason));
        else this.say(authenticatedFrame(until));
        break;
      }
      case "subscribe": {
        this.#filter = frame.value.filter;
        const { log } = this.#world;
        this.say(subscribedFrame(this.#filter, log.extent.newest));
        this.say(snapshotFrame(log.extent.newest, log.signals(this.#filter), false));
        this.#live();
        break;
      }
    }
  }

  refuse(code: CloseCode): void {
    const { close, reason } = CLOSES[code];
    this.end(close, reason);
  }

  end(code: number, reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#unwatch();
    this.#world.left(this);
    this.#far.close(code, reason);
  }

  #tell(frames: readonly string[]): void {
    if (frames.length > 0) this.say(joinFrames(frames));
  }

  #live(): void {
    const { epoch, newest } = this.#world.log.extent;
    this.say(liveFrame(newest), formatPosition({ epoch, seq: newest }));
  }
}
