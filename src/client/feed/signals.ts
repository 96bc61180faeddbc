// Signals and messages as a client hands them over, by the signal types of a feed.

import type { RawNumbers, ServerFrame, SignalData } from "../../protocol/parse-server-messages.ts";

export type { RawNumbers, SignalData } from "../../protocol/parse-server-messages.ts";

/**
 * The fields of CryptoTracker's signals. A producer may send others.
 *
 * @example
 * ```ts
 * import type { MarketSignal } from "signal-hub/client";
 *
 * function title({ coin_name = "?", spread = 0 }: MarketSignal): string {
 *   return `${coin_name} ${(spread * 100).toFixed(2)} %`;
 * }
 * ```
 */
export interface MarketSignal extends SignalData {
  readonly coin_name?: string;
  readonly position?: string;
  readonly spread?: number;
  readonly created_at?: string;
}

/**
 * The `data` of each signal type. A feed with other types adds them once.
 *
 * @example
 * ```ts
 * declare module "signal-hub/client" {
 *   interface SignalTypes {
 *     liquidation: { readonly id: number; readonly size: number };
 *   }
 * }
 * ```
 */
export interface SignalTypes {
  readonly mexc_spot_futures: MarketSignal & { readonly mexc_spot_price?: number };
  readonly funding_rate: MarketSignal;
  readonly mexc_dex: MarketSignal;
}

type OfEach<Types, Shape extends { [Type in keyof Types]: unknown }> = Shape[keyof Types];

/**
 * An open signal after its last message. A change makes a new object. Without a change the object stays the same.
 *
 * @example
 * ```ts
 * import type { OpenSignal } from "signal-hub/client";
 *
 * const row = ({ key, signal_type, raw }: OpenSignal): string =>
 *   `${key} ${signal_type} ${raw.spread ?? "-"}`;
 * ```
 */
export type OpenSignal<Types = SignalTypes> = OfEach<
  Types,
  {
    [Type in keyof Types]: {
      /** Type and id in one text, unique among all signals. The id keeps every digit. */
      readonly key: string;
      readonly signal_type: Type;
      readonly id: number | string;
      readonly data: Types[Type];
      /** `data` with each number as the text the producer sent. */
      readonly raw: RawNumbers<Types[Type]>;
      /** The sequence number of its last message. */
      readonly seq: number;
      /** When the service stored its last message, Unix milliseconds by the service's clock. */
      readonly ts: number;
      /** When the signal ends, as ISO 8601 text. */
      readonly expires_at?: string;
    };
  }
>;

/**
 * A signal opened, or entered the filter. `data` is the whole signal.
 *
 * @example
 * ```ts
 * import { SignalClient, type NewSignal } from "signal-hub/client";
 *
 * const client = new SignalClient({ url: "wss://signals.example.com", token: "eyJ…" });
 * client.on("new_signal", ({ data, replayed }: NewSignal) => {
 *   if (!replayed) console.log("new", data.coin_name);
 * });
 * ```
 */
export type NewSignal<Types = SignalTypes> = OfEach<
  Types,
  {
    [Type in keyof Types]: MessageOf<"new_signal", Type, Types[Type]> & {
      readonly expires_at?: string;
    };
  }
>;

/**
 * A signal changed. `data` holds the changed fields.
 *
 * @example
 * ```ts
 * import { SignalClient, type SignalUpdate } from "signal-hub/client";
 *
 * const client = new SignalClient({ url: "wss://signals.example.com", token: "eyJ…" });
 * client.on("signal_update", ({ key, raw }: SignalUpdate) => console.log(key, raw.spread));
 * ```
 */
export type SignalUpdate<Types = SignalTypes> = OfEach<
  Types,
  { [Type in keyof Types]: MessageOf<"signal_update", Type, Partial<Types[Type]>> }
>;

/**
 * A message of the feed.
 *
 * @example
 * ```ts
 * import { SignalClient, type SignalMessage } from "signal-hub/client";
 *
 * const show = (message: SignalMessage): void => console.log(message.type, message.key);
 * const client = new SignalClient({ url: "wss://signals.example.com", token: "eyJ…" });
 * for await (const message of client.connect()) show(message);
 * ```
 */
export type SignalMessage<Types = SignalTypes> = NewSignal<Types> | SignalUpdate<Types>;

interface MessageOf<Name, Type, Data> {
  readonly type: Name;
  readonly signal_type: Type;
  readonly signal_id: number | string;
  /** The `key` of its signal. */
  readonly key: string;
  readonly data: Data;
  /** `data` with each number as the text the producer sent. */
  readonly raw: RawNumbers<Data>;
  /** Its sequence number in the feed. */
  readonly seq: number;
  /** When the service stored it, Unix milliseconds by the service's clock. */
  readonly ts: number;
  /** Whether the client missed it and gets it now. Don't alert on replayed messages. */
  readonly replayed: boolean;
}

/** A signal of any feed. */
export type AnySignal = OpenSignal<Record<string, SignalData>>;
/** A message of any feed. */
export type AnyMessage = SignalMessage<Record<string, SignalData>>;

/** The frame of the given type. */
export type Frame<Type extends ServerFrame["type"]> = Extract<ServerFrame, { readonly type: Type }>;
/** A frame with a message of the feed. */
export type MessageFrame = Frame<"new_signal" | "signal_update">;

/** The key of a signal. Signals of two types may share an id, and the id `1` is not the id `"1"`. */
export function signalKey(signalType: string, id: number | string, rawId: string): string {
  return `${signalType}:${typeof id === "string" ? JSON.stringify(id) : rawId}`;
}

/** A message from its frame. `raw` is the same frame with each number as text. */
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

/** The signals of one page of a snapshot. `raw` is the same frame with each number as text. */
export function toSignals(
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
