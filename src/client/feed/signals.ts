// What a client hands over: signals and messages, by the types that a feed carries.

import type { RawNumbers, SignalData } from "../../protocol/parse-server-messages.ts";

export type { RawNumbers, SignalData } from "../../protocol/parse-server-messages.ts";

/** What CryptoTracker's signals say; other keys may come. */
export interface MarketSignal extends SignalData {
  readonly coin_name?: string;
  readonly position?: string;
  readonly spread?: number;
  readonly created_at?: string;
}

/**
 * What each signal type's `data` holds. Add to it where a feed has others:
 *
 *     declare module "signal-hub/client" {
 *       interface SignalTypes { liquidation: { readonly id: number; readonly size: number } }
 *     }
 */
export interface SignalTypes {
  readonly mexc_spot_futures: MarketSignal & { readonly mexc_spot_price?: number };
  readonly funding_rate: MarketSignal;
  readonly mexc_dex: MarketSignal;
}

type OfEach<Types, Shape extends { [Type in keyof Types]: unknown }> = Shape[keyof Types];

/** The signal as it is after its last message. A new object each time it changes, the same one otherwise. */
export type OpenSignal<Types = SignalTypes> = OfEach<
  Types,
  {
    [Type in keyof Types]: {
      /** Names the signal among all: its type and its id, digit for digit. */
      readonly key: string;
      readonly signal_type: Type;
      readonly id: number | string;
      readonly data: Types[Type];
      /** `data` with each number as the text that was sent. */
      readonly raw: RawNumbers<Types[Type]>;
      /** Of its last message. */
      readonly seq: number;
      /** When its last message was stored, Unix milliseconds by the service's clock. */
      readonly ts: number;
      /** ISO 8601 text: when the signal ends by itself, where it says. */
      readonly expires_at?: string;
    };
  }
>;

export type NewSignal<Types = SignalTypes> = OfEach<
  Types,
  {
    [Type in keyof Types]: MessageOf<"new_signal", Type, Types[Type]> & {
      readonly expires_at?: string;
    };
  }
>;

/** `data` holds what changed. */
export type SignalUpdate<Types = SignalTypes> = OfEach<
  Types,
  { [Type in keyof Types]: MessageOf<"signal_update", Type, Partial<Types[Type]>> }
>;

export type SignalMessage<Types = SignalTypes> = NewSignal<Types> | SignalUpdate<Types>;

interface MessageOf<Name, Type, Data> {
  readonly type: Name;
  readonly signal_type: Type;
  readonly signal_id: number | string;
  /** The signal's `key`. */
  readonly key: string;
  readonly data: Data;
  readonly raw: RawNumbers<Data>;
  /** Its place in the feed. */
  readonly seq: number;
  /** When it was stored, Unix milliseconds by the service's clock. */
  readonly ts: number;
  /** Whether it was missed before and is told now: no reason to ring a bell. */
  readonly replayed: boolean;
}

/** The forms that the client works with, whatever a feed's own types are. */
export type AnySignal = OpenSignal<Record<string, SignalData>>;
export type AnyMessage = SignalMessage<Record<string, SignalData>>;

/** Two signals of different types may share an id, and `1` is not `"1"`. */
export function signalKey(signalType: string, id: number | string, rawId: string): string {
  return `${signalType}:${typeof id === "string" ? JSON.stringify(id) : rawId}`;
}
