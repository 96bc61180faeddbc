// What the service says on one link, as events for the connection and changes for the feed.

import { filterQuery, type FilterRequest } from "../protocol/filter.ts";
import type { Position } from "../protocol/position.ts";
import { readServerFrames, type Digits, type ServerFrame } from "../protocol/read-server-frames.ts";
import type { Gap, Trouble } from "./client-events.ts";
import type { Event } from "./connection-state.ts";
import type { Change } from "./feed.ts";
import { keyOf, type AnyMessage, type AnySignal } from "./signals.ts";

/** Who is told. */
export interface Ear {
  event(event: Event): void;
  change(change: Change): void;
  trouble(trouble: Trouble): void;
  /** The service's clock, Unix milliseconds. */
  greeted(serverTime: number): void;
  answered(): void;
}

type Frame<Type extends ServerFrame["type"]> = Extract<ServerFrame, { readonly type: Type }>;
export type MessageFrame = Frame<"new_signal" | "signal_update">;

export class Intake {
  readonly #link: number;
  readonly #ear: Ear;
  /** The filter of what comes now, and behind it those that were asked for and not yet confirmed. */
  readonly #filters: FilterRequest[];
  /** Where this link was asked to go on from; why not, where it can't. */
  readonly #since: Position | null;
  #gap: Gap["reason"] | null;
  #epoch = "";
  #replaying = true;
  #pages: AnySignal[] | null = null;

  constructor(
    link: number,
    ear: Ear,
    filter: FilterRequest,
    since: Position | null,
    /** Why messages will be lost although none is asked for from a position. */
    gap: Gap["reason"] | null,
  ) {
    this.#link = link;
    this.#ear = ear;
    this.#filters = [filter];
    this.#since = since;
    this.#gap = gap;
  }

  /** Another filter was asked for on this link. */
  subscribing(filter: FilterRequest): void {
    this.#filters.push(filter);
  }

  /** One text frame; an empty one is a sign of life. */
  take(text: string): void {
    this.#ear.event({ type: "heard", link: this.#link });
    let gathered: AnyMessage[] = [];
    const handOver = () => {
      if (gathered.length === 0) return;
      this.#ear.change({ kind: "messages", epoch: this.#epoch, messages: gathered });
      gathered = [];
    };
    for (const { frame, digits } of readServerFrames(text)) {
      if (frame.type === "new_signal" || frame.type === "signal_update") {
        // SAFETY: `digits` is the same frame again.
        gathered.push(messageOf(frame, digits as Digits<MessageFrame>, this.#replaying));
        continue;
      }
      handOver();
      this.#hear(frame, digits);
    }
    handOver();
  }

  #hear(frame: Exclude<ServerFrame, MessageFrame>, digits: Digits<ServerFrame>): void {
    const link = this.#link;
    switch (frame.type) {
      case "connected":
        this.#greet(frame);
        break;
      case "snapshot":
        // SAFETY: `digits` is the same frame again.
        this.#pages?.push(...signalsOf(frame, digits as Digits<Frame<"snapshot">>));
        break;
      case "live":
        this.#catchUp(frame.seq);
        break;
      case "subscribed":
        if (this.#filters.length > 1) this.#filters.shift();
        this.#pages = [];
        this.#replaying = true;
        this.#ear.event({ type: "resubscribed", link });
        break;
      case "token_expiring":
        this.#ear.event({ type: "expiring", link });
        break;
      case "reconnect":
        this.#ear.event({ type: "told-to-move", link, afterMs: frame.after_ms });
        break;
      case "ping":
        this.#ear.event({ type: "asked", link });
        break;
      case "pong":
        this.#ear.answered();
        break;
      case "status":
        this.#ear.change({ kind: "sources", value: frame.sources });
        break;
      case "error":
        // A filter that the service can't read changes nothing there: nor here. Answers come in order.
        if (frame.code === "frame_malformed") this.#filters.splice(1, 1);
        this.#ear.trouble({ code: frame.code, message: frame.message });
        break;
      case "authenticated":
        break;
    }
  }

  #greet(frame: Frame<"connected">): void {
    this.#epoch = frame.epoch;
    if (!frame.recovered) {
      this.#pages = [];
      // SAFETY: the service's own word for it.
      if (this.#since !== null) this.#gap = (frame.reason ?? null) as Gap["reason"] | null;
    }
    this.#ear.event({ type: "joined", link: this.#link, pingEvery: frame.ping_interval_ms });
    this.#ear.greeted(frame.server_time);
  }

  #catchUp(seq: number): void {
    const position = { epoch: this.#epoch, seq };
    const [filter = {}] = this.#filters;
    const signals = this.#pages;
    this.#ear.change(
      signals === null
        ? { kind: "caught-up", position }
        : { kind: "snapshot", position, filter, signals, gap: this.#gap },
    );
    this.#pages = null;
    this.#gap = null;
    this.#replaying = false;
    this.#ear.event({ type: "caught-up", link: this.#link });
  }
}

/** Filters that mean the same to the service, written alike, have the same text. */
export function filterText(filter: FilterRequest): string {
  return filterQuery(filter).toString();
}

/** A message as it is handed over, from its frame and the frame's digits. */
export function messageOf(
  frame: MessageFrame,
  digits: Digits<MessageFrame>,
  replayed: boolean,
): AnyMessage {
  const { signal_type, data, seq, ts } = frame;
  const isNew = frame.type === "new_signal";
  const id = isNew ? (frame.data.id ?? "") : frame.signal_id;
  const idDigits = digits.type === "signal_update" ? digits.signal_id : digits.data.id;
  return {
    type: frame.type,
    signal_type,
    signal_id: id,
    key: keyOf(signal_type, id, String(idDigits)),
    data,
    digits: digits.data,
    seq,
    ts,
    ...(isNew && frame.expires_at !== undefined && { expires_at: frame.expires_at }),
    replayed,
  };
}

function signalsOf(
  { signals }: Frame<"snapshot">,
  digits: Digits<Frame<"snapshot">>,
): readonly AnySignal[] {
  return signals.map((signal, index) => {
    const exact = digits.signals[index]?.data ?? {};
    const id = signal.data.id ?? "";
    return { ...signal, key: keyOf(signal.signal_type, id, String(exact.id)), id, digits: exact };
  });
}
