// The reader of the service's messages. server-messages.ts is their writer.
//
// JavaScript rounds numbers and forgets their spelling. A frame is therefore parsed twice, once for its values and
// once with every number as its own text.

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

/** A signal or an update, with its number in the feed. */
interface Sequenced {
  readonly signal_type: string;
  readonly seq: number;
  /** Unix milliseconds at which the hub stored it. */
  readonly ts: number;
  readonly data: SignalData;
  /** When the signal expires, ISO 8601. Absent if it has no such time. */
  readonly expires_at?: string;
}

/** A message of the service in v2. docs/protocol.md describes each. */
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

/** One message in both forms. */
export interface ParsedFrame {
  readonly frame: ServerFrame;
  /** The same message with each number as it was sent. */
  readonly raw: RawNumbers<ServerFrame>;
}

/**
 * The messages of one text frame, in order. A text that isn't JSON has none. The service never sends such a text, but
 * a proxy might.
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
  // SAFETY: both are arrays of one shape, and tests of the API documents hold the service to their content.
  const frames = values as readonly unknown[];
  const rawFrames = raw as readonly RawNumbers<ServerFrame>[];
  return frames.flatMap((frame, index) => {
    const rawFrame = rawFrames[index];
    return isServerFrame(frame) && rawFrame !== undefined ? [{ frame, raw: rawFrame }] : [];
  });
}

/** A frame of an unknown type passes, so a newer service can add types. The client's switch ignores it. */
function isServerFrame(value: unknown): value is ServerFrame {
  return typeof value === "object" && value !== null && "type" in value;
}

/** Puts every number of a valid JSON text in quotes. Strings are matched first, because they may contain digits. */
function numbersAsText(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}
