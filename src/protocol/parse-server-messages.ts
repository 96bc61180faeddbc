// What the service says, read by a client: the other half of server-frames.ts.
//
// JavaScript rounds numbers and forgets how they were written. A frame is therefore read twice: once for its
// values, and once with every number as the text it was sent as, its digits.

import type { SourceState } from "./server-messages.ts";

/**
 * The same value with each number as it was sent. The number `0.00670000` is the text `"0.00670000"`.
 *
 * @example
 * ```ts
 * import type { RawNumbers } from "signal-hub/client";
 *
 * const raw: RawNumbers<{ coin_name: string; spread: number }> = {
 *   coin_name: "BTC",
 *   spread: "0.00670000",
 * };
 * ```
 */
export type RawNumbers<Value> = Value extends number
  ? string
  : Value extends object
    ? { readonly [Key in keyof Value]: RawNumbers<Value[Key]> }
    : Value;

/**
 * A signal's data, with the producer's own keys.
 *
 * @example
 * ```ts
 * import type { SignalData } from "signal-hub/client";
 *
 * const data: SignalData = { id: 1, coin_name: "BTC", spread: 0.0067 };
 * ```
 */
export interface SignalData {
  readonly id?: number | string;
  readonly [field: string]: unknown;
}

/** A signal, or a change of one, with its place in the feed. */
interface Sequenced {
  readonly signal_type: string;
  readonly seq: number;
  /** Unix milliseconds at which the hub stored it. */
  readonly ts: number;
  readonly data: SignalData;
  /** ISO 8601 text; the moment at which the signal ends by itself, where it has one. */
  readonly expires_at?: string;
}

export type ServerFrame =
  | {
      readonly type: "connected";
      readonly connection_id: string;
      readonly epoch: string;
      readonly seq: number;
      readonly recovered: boolean;
      readonly reason?: string;
      readonly expires_at: string;
      readonly ping_interval_ms: number;
      readonly server_time: number;
    }
  | { readonly type: "snapshot"; readonly signals: readonly Sequenced[]; readonly more: boolean }
  | { readonly type: "live"; readonly seq: number }
  | ({ readonly type: "new_signal" } & Sequenced)
  | ({ readonly type: "signal_update"; readonly signal_id: number | string } & Sequenced)
  | { readonly type: "ping" }
  | { readonly type: "pong" }
  | { readonly type: "subscribed"; readonly seq: number }
  | { readonly type: "authenticated"; readonly expires_at: string }
  | { readonly type: "token_expiring"; readonly expires_at: string }
  | { readonly type: "reconnect"; readonly reason: string; readonly after_ms: number }
  | {
      readonly type: "status";
      readonly sources: Readonly<
        Record<string, { readonly state: SourceState; readonly last_at: string | null }>
      >;
    }
  | { readonly type: "error"; readonly code: string; readonly message: string };

/** A frame and, beside it, the same frame with each number as it was sent. */
export interface ParsedFrame {
  readonly frame: ServerFrame;
  readonly raw: RawNumbers<ServerFrame>;
}

/**
 * The messages of one text frame, in order; none of what isn't JSON, which the service never sends and a proxy
 * might.
 */
export function parseServerFrames(text: string): readonly ParsedFrame[] {
  let values: unknown;
  let raw: unknown;
  try {
    values = JSON.parse(text);
    raw = JSON.parse(numbersAsText(text));
  } catch {
    return [];
  }
  if (!Array.isArray(values)) [values, raw] = [[values], [raw]];
  // SAFETY: both are arrays of one shape; the service's own contract tests hold what is in them.
  const frames = values as readonly unknown[];
  const rawFrames = raw as readonly RawNumbers<ServerFrame>[];
  return frames.flatMap((frame, index) => {
    const rawFrame = rawFrames[index];
    return isServerFrame(frame) && rawFrame !== undefined ? [{ frame, raw: rawFrame }] : [];
  });
}

/** A type that this client doesn't know passes: whoever switches over the types passes over it. */
function isServerFrame(value: unknown): value is ServerFrame {
  return typeof value === "object" && value !== null && "type" in value;
}

/** Every number token in quotes; strings are passed over, for they may hold digits too. */
function numbersAsText(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}
