// What the service says on one link, as events for the connection and changes for the feed.

import { filterQuery, type FilterRequest } from "../../protocol/filter.ts";
import type { Cursor } from "../../protocol/cursor.ts";
import {
  parseServerFrames,
  type RawNumbers,
  type ServerFrame,
} from "../../protocol/parse-server-messages.ts";
import type { Gap, ClientError } from "../events.ts";
import type { Event } from "../connection/connection-state.ts";
import type { FeedUpdate } from "./feed.ts";
import { signalKey, type AnyMessage, type AnySignal } from "./signals.ts";

/** Who is told. */
export interface DecoderHandlers {
  onEvent(event: Event): void;
  onUpdate(update: FeedUpdate): void;
  onError(error: ClientError): void;
  /** The service's clock, Unix milliseconds. */
  onServerTime(serverTime: number): void;
  onPong(): void;
}

type Frame<Type extends ServerFrame["type"]> = Extract<ServerFrame, { readonly type: Type }>;
export type MessageFrame = Frame<"new_signal" | "signal_update">;

export class MessageDecoder {
  readonly #transportId: number;
  readonly #handlers: DecoderHandlers;
  /** The filter of what comes now, and behind it those that were asked for and not yet confirmed. */
  readonly #filters: FilterRequest[];
  /** Where this link was asked to go on from; why not, where it can't. */
  readonly #since: Cursor | null;
  #gap: Gap["reason"] | null;
  #epoch = "";
  #replaying = true;
  #pages: AnySignal[] | null = null;

  constructor(
    transportId: number,
    handlers: DecoderHandlers,
    filter: FilterRequest,
    since: Cursor | null,
    /** Why messages will be lost although none is asked for from a position. */
    gap: Gap["reason"] | null,
  ) {
    this.#transportId = transportId;
    this.#handlers = handlers;
    this.#filters = [filter];
    this.#since = since;
    this.#gap = gap;
  }

  /** Another filter was asked for on this link. */
  onSubscribe(filter: FilterRequest): void {
    this.#filters.push(filter);
  }

  /** One text frame; an empty one is a sign of life. */
  onText(text: string): void {
    this.#handlers.onEvent({ type: "activity", transportId: this.#transportId });
    let batch: AnyMessage[] = [];
    const flush = () => {
      if (batch.length === 0) return;
      this.#handlers.onUpdate({ kind: "messages", epoch: this.#epoch, messages: batch });
      batch = [];
    };
    for (const { frame, raw } of parseServerFrames(text)) {
      if (frame.type === "new_signal" || frame.type === "signal_update") {
        // SAFETY: `digits` is the same frame again.
        batch.push(toMessage(frame, raw as RawNumbers<MessageFrame>, this.#replaying));
        continue;
      }
      flush();
      this.#onFrame(frame, raw);
    }
    flush();
  }

  #onFrame(frame: Exclude<ServerFrame, MessageFrame>, raw: RawNumbers<ServerFrame>): void {
    const transportId = this.#transportId;
    switch (frame.type) {
      case "connected":
        this.#onConnected(frame);
        break;
      case "snapshot":
        // SAFETY: `digits` is the same frame again.
        this.#pages?.push(...toSignals(frame, raw as RawNumbers<Frame<"snapshot">>));
        break;
      case "live":
        this.#onLive(frame.seq);
        break;
      case "subscribed":
        if (this.#filters.length > 1) this.#filters.shift();
        this.#pages = [];
        this.#replaying = true;
        this.#handlers.onEvent({ type: "resubscribed", transportId });
        break;
      case "token_expiring":
        this.#handlers.onEvent({ type: "expiring", transportId });
        break;
      case "reconnect":
        this.#handlers.onEvent({
          type: "reconnect-requested",
          transportId,
          afterMs: frame.after_ms,
        });
        break;
      case "ping":
        this.#handlers.onEvent({ type: "ping-received", transportId });
        break;
      case "pong":
        this.#handlers.onPong();
        break;
      case "status":
        this.#handlers.onUpdate({ kind: "sources", value: frame.sources });
        break;
      case "error":
        // A filter that the service can't read changes nothing there: nor here. Answers come in order.
        if (frame.code === "frame_malformed") this.#filters.splice(1, 1);
        this.#handlers.onError({ code: frame.code, message: frame.message });
        break;
      case "authenticated":
        break;
    }
  }

  #onConnected(frame: Frame<"connected">): void {
    this.#epoch = frame.epoch;
    if (!frame.recovered) {
      this.#pages = [];
      // SAFETY: the service's own word for it.
      if (this.#since !== null) this.#gap = (frame.reason ?? null) as Gap["reason"] | null;
    }
    this.#handlers.onEvent({
      type: "connected",
      transportId: this.#transportId,
      pingIntervalMs: frame.ping_interval_ms,
    });
    this.#handlers.onServerTime(frame.server_time);
  }

  #onLive(seq: number): void {
    const cursor = { epoch: this.#epoch, seq };
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
    this.#handlers.onEvent({ type: "live", transportId: this.#transportId });
  }
}

/** Filters that mean the same to the service, written alike, have the same text. */
export function filterText(filter: FilterRequest): string {
  return filterQuery(filter).toString();
}

/** A message as it is handed over, from its frame and the frame's digits. */
export function toMessage(
  frame: MessageFrame,
  raw: RawNumbers<MessageFrame>,
  replayed: boolean,
): AnyMessage {
  const { signal_type, data, seq, ts } = frame;
  const isNew = frame.type === "new_signal";
  const id = isNew ? (frame.data.id ?? "") : frame.signal_id;
  const rawId = raw.type === "signal_update" ? raw.signal_id : raw.data.id;
  return {
    type: frame.type,
    signal_type,
    signal_id: id,
    key: signalKey(signal_type, id, String(rawId)),
    data,
    raw: raw.data,
    seq,
    ts,
    ...(isNew && frame.expires_at !== undefined && { expires_at: frame.expires_at }),
    replayed,
  };
}

function toSignals(
  { signals }: Frame<"snapshot">,
  raw: RawNumbers<Frame<"snapshot">>,
): readonly AnySignal[] {
  return signals.map((signal, index) => {
    const rawData = raw.signals[index]?.data ?? {};
    const id = signal.data.id ?? "";
    return {
      ...signal,
      key: signalKey(signal.signal_type, id, String(rawData.id)),
      id,
      raw: rawData,
    };
  });
}
