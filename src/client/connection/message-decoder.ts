// The frames of one connection, as events for the state machine and updates for the feed.

import type { FilterRequest } from "../../protocol/filter.ts";
import type { Cursor } from "../../protocol/cursor.ts";
import {
  parseServerFrames,
  type RawNumbers,
  type ServerFrame,
} from "../../protocol/parse-server-messages.ts";
import type { ClientError, Gap } from "../events.ts";
import type { FeedUpdate } from "../feed/feed.ts";
import type { LatencyMeter } from "../feed/latency.ts";
import {
  toMessage,
  toSignals,
  type AnyMessage,
  type AnySignal,
  type Frame,
  type MessageFrame,
} from "../feed/signals.ts";
import type { Platform } from "../platform/platform.ts";
import type { ServerEvent } from "./connection-state.ts";

/** The request of a new connection. */
export interface ResumeRequest {
  readonly filter: FilterRequest;
  /** The cursor to resume from. */
  readonly since: Cursor | null;
  /** Why messages will be lost although the connection resumes from no cursor. */
  readonly gap: Gap["reason"] | null;
}

/** Receives the decoded frames. */
export interface DecoderHandlers {
  readonly onEvent: (event: ServerEvent) => void;
  readonly onUpdate: (update: FeedUpdate) => void;
  readonly onError: (error: ClientError) => void;
}

/** Decodes the frames of one connection, in order. */
export class MessageDecoder {
  readonly #handlers: DecoderHandlers;
  readonly #platform: Platform;
  readonly #latency: LatencyMeter;
  readonly #since: Cursor | null;
  /** The filter of the current frames, then the filters without an answer yet. */
  readonly #filters: FilterRequest[];
  #gap: Gap["reason"] | null;
  #epoch = "";
  #replaying = true;
  #pages: AnySignal[] | null = null;

  constructor(
    { filter, since, gap }: ResumeRequest,
    platform: Platform,
    latency: LatencyMeter,
    handlers: DecoderHandlers,
  ) {
    this.#handlers = handlers;
    this.#platform = platform;
    this.#latency = latency;
    this.#since = since;
    this.#filters = [filter];
    this.#gap = gap;
  }

  /** Another filter was asked for on this connection. */
  onSubscribe(filter: FilterRequest): void {
    this.#filters.push(filter);
  }

  /** Decodes one text frame. An empty one is a keepalive. */
  onText(text: string): void {
    this.#handlers.onEvent({ type: "activity" });
    let batch: AnyMessage[] = [];
    const flush = () => {
      if (batch.length === 0) return;
      this.#handlers.onUpdate({ kind: "messages", epoch: this.#epoch, messages: batch });
      batch = [];
    };
    for (const { frame, raw } of parseServerFrames(text)) {
      if (frame.type === "new_signal" || frame.type === "signal_update") {
        // SAFETY: `raw` is the same frame again.
        const message = toMessage(frame, raw as RawNumbers<MessageFrame>, this.#replaying);
        if (!this.#replaying) this.#latency.onMessage(message.ts, this.#platform.now());
        batch.push(message);
        continue;
      }
      flush();
      this.#onFrame(frame, raw);
    }
    flush();
  }

  #onFrame(frame: Exclude<ServerFrame, MessageFrame>, raw: RawNumbers<ServerFrame>): void {
    const { onEvent, onUpdate, onError } = this.#handlers;
    switch (frame.type) {
      case "connected":
        this.#onConnected(frame);
        break;
      case "snapshot":
        // SAFETY: `raw` is the same frame again.
        this.#pages?.push(...toSignals(frame, raw as RawNumbers<Frame<"snapshot">>));
        break;
      case "live":
        this.#onLive(frame);
        break;
      case "subscribed":
        if (this.#filters.length > 1) this.#filters.shift();
        this.#pages = [];
        this.#replaying = true;
        onEvent(frame);
        break;
      case "token_expiring":
      case "reconnect":
      case "ping":
        onEvent(frame);
        break;
      case "pong":
        this.#latency.onPong(this.#platform.now());
        onUpdate({ kind: "latency", value: this.#latency.read() });
        break;
      case "status":
        onUpdate({ kind: "sources", value: frame.sources });
        break;
      case "error":
        // The service rejected a filter and keeps the old one. Answers come in the order of the requests.
        if (frame.code === "frame_malformed") this.#filters.splice(1, 1);
        onError({ code: frame.code, message: frame.message });
        break;
      case "authenticated":
        break;
    }
  }

  #onConnected(frame: Frame<"connected">): void {
    this.#epoch = frame.epoch;
    if (!frame.recovered) {
      this.#pages = [];
      // SAFETY: the service sends one of its resume failures, or nothing.
      if (this.#since !== null) this.#gap = (frame.reason ?? null) as Gap["reason"] | null;
    }
    this.#handlers.onEvent(frame);
    this.#latency.onServerTime(frame.server_time, this.#platform.now());
  }

  #onLive(frame: Frame<"live">): void {
    const cursor = { epoch: this.#epoch, seq: frame.seq };
    const [filter = {}] = this.#filters;
    const signals = this.#pages;
    this.#handlers.onUpdate(
      signals === null
        ? { kind: "live", cursor }
        : { kind: "snapshot", cursor, filter, signals, gap: this.#gap },
    );
    this.#pages = null;
    this.#gap = null;
    this.#replaying = false;
    this.#handlers.onEvent(frame);
  }
}
