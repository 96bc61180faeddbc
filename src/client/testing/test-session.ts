// One connection on the service's side. It answers like the hub.

import { parseClientFrame } from "../../protocol/client-messages.ts";
import { CLOSE_FRAMES, type CloseReason } from "../../protocol/close-codes.ts";
import type { Filter } from "../../protocol/filter.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { formatCursor, type Cursor } from "../../protocol/cursor.ts";
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
} from "../../protocol/server-messages.ts";
import { framesFor, type LogEntry, type TestLog } from "./test-log.ts";

/** The client's side of a connection. */
export interface ClientEnd {
  /** Sends a frame. `cursor` is set where a client may resume after it. */
  frame(text: string, cursor?: string): void;
  close(code: number, reason: string): void;
}

/** The service around a session. */
export interface SessionEnv {
  readonly log: TestLog;
  now(): number;
  /** Calls back after so many milliseconds. The returned function cancels the call. */
  after(ms: number, callback: () => void): () => void;
  /** The end of a token's access, Unix milliseconds. `null` for an invalid token. */
  accessExpiry(token: string): number | null;
  onClosed(session: TestSession): void;
}

/** One connection. It is open from its construction until `end`. */
export class TestSession {
  readonly #env: SessionEnv;
  readonly #client: ClientEnd;
  #filter: Filter;
  #open = true;
  #cancelTimer: () => void = () => undefined;

  constructor(env: SessionEnv, client: ClientEnd, filter: Filter) {
    this.#env = env;
    this.#client = client;
    this.#filter = filter;
  }

  /** Sends `connected`, the missed messages or a snapshot, and `live`. */
  accept(
    id: string,
    since: Cursor | null,
    expiresAt: number,
    sources: Readonly<Record<string, SourceStatus>>,
  ): void {
    const { log } = this.#env;
    const { epoch, newest } = log.range;
    const plan = planResume(since, log.range);
    const recovered = plan.kind === "replay";
    this.send(
      connectedFrameV2("Test", "1", {
        connectionId: id,
        cursor: { epoch, seq: plan.kind === "replay" ? plan.after : newest },
        recovered,
        reason: plan.kind === "replay" ? null : plan.reason,
        expiresAt,
        serverTime: this.#env.now(),
      }),
    );
    if (Object.keys(sources).length > 0) this.send(statusFrame(sources));
    if (plan.kind === "replay") this.#sendFrames(log.framesAfter(plan.after, this.#filter));
    else this.send(snapshotFrame(newest, log.signals(this.#filter), false));
    this.#sendLive();
  }

  /** Sends the messages that pass the filter, in one frame. */
  sendMessages(entries: readonly LogEntry[]): void {
    this.#sendFrames(entries.flatMap((entry) => framesFor(entry, this.#filter)));
  }

  /** Sends one frame while the connection is open. */
  send(frame: string, cursor?: string): void {
    if (this.#open) this.#client.frame(frame, cursor);
  }

  /** Pings a silent socket, and closes it without an answer. A stream can't answer, so it has no timer. */
  armIdleTimer(): void {
    this.#cancelTimer();
    if (!this.#open) return;
    this.#cancelTimer = this.#env.after(LIMITS.idleTimeoutMs, () => {
      this.send(PING_FRAME);
      this.#cancelTimer = this.#env.after(LIMITS.pongTimeoutMs, () => this.closeWith("silent"));
    });
  }

  /** Answers a frame of the client. */
  onFrame(text: string): void {
    if (!this.#open) return;
    this.armIdleTimer();
    const frame = parseClientFrame(text, "signals.v2");
    if (!frame.ok) {
      this.send(errorFrame(frame.error, "Not understood"));
      return;
    }
    switch (frame.value.type) {
      case "ping":
        this.send(PONG_FRAME);
        break;
      case "pong":
        break;
      case "auth": {
        const until = this.#env.accessExpiry(frame.value.token);
        if (until === null) this.send(errorFrame("unauthorized", CLOSE_FRAMES.unauthorized.reason));
        else this.send(authenticatedFrame(until));
        break;
      }
      case "subscribe": {
        this.#filter = frame.value.filter;
        const { log } = this.#env;
        this.send(subscribedFrame(this.#filter, log.range.newest));
        this.send(snapshotFrame(log.range.newest, log.signals(this.#filter), false));
        this.#sendLive();
        break;
      }
    }
  }

  /** Ends the connection with a close reason. */
  closeWith(code: CloseReason): void {
    const { close, reason } = CLOSE_FRAMES[code];
    this.end(close, reason);
  }

  /** Ends the connection with a close frame. */
  end(code: number, reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#cancelTimer();
    this.#env.onClosed(this);
    this.#client.close(code, reason);
  }

  #sendFrames(frames: readonly string[]): void {
    if (frames.length > 0) this.send(joinFrames(frames));
  }

  #sendLive(): void {
    const { epoch, newest } = this.#env.log.range;
    this.send(liveFrame(newest), formatCursor({ epoch, seq: newest }));
  }
}
