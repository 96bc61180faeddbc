// The messages of a test, parsed like a producer's body.

import { entries, type RawJson } from "../../json/raw-json.ts";
import { parseRawJson } from "../../json/parse-raw-json.ts";
import type { Message } from "../../protocol/server-messages.ts";

/**
 * A message of a producer. As JSON text its numbers keep every digit.
 *
 * @example
 * ```ts
 * import { TestFeed, type TestMessage } from "signal-hub/testing";
 *
 * const message: TestMessage =
 *   '{"type":"new_signal","signal_type":"funding_rate","data":{"id":1,"spread":0.00670000}}';
 * new TestFeed().publish(message);
 * ```
 */
export type TestMessage =
  | string
  | {
      readonly type: "new_signal";
      readonly signal_type: string;
      readonly data: { readonly id: number | string; readonly [field: string]: unknown };
      /** ISO 8601 text. */
      readonly expires_at?: string;
    }
  | {
      readonly type: "signal_update";
      readonly signal_type: string;
      readonly signal_id: number | string;
      readonly data: { readonly [field: string]: unknown };
    };

/** Parses a message. Throws a `TypeError` with the reason for an invalid one. */
export function parseTestMessage(message: TestMessage): Message {
  const text = parseRawJson(typeof message === "string" ? message : JSON.stringify(message), 8);
  if (!text.ok) throw new TypeError(`publish: the message ${text.error.reason}`);
  const envelope = fieldsOf(text.value);
  const data = envelope.get("data");
  if (data === undefined) throw new TypeError("publish: the message has no data");
  const signalType = stringField(envelope.get("signal_type"), "signal_type");
  const type = stringField(envelope.get("type"), "type");
  if (type === "signal_update") {
    const id = envelope.get("signal_id");
    if (id === undefined) throw new TypeError("publish: a signal_update needs signal_id");
    return { type, signalType, id, data };
  }
  const id = fieldsOf(data).get("id");
  if (type !== "new_signal" || id === undefined) {
    throw new TypeError("publish: a message is a new_signal with data.id, or a signal_update");
  }
  const expires = envelope.get("expires_at");
  const expiresAt = expires === undefined ? null : Date.parse(stringField(expires, "expires_at"));
  return { type, signalType, id, data, expiresAt };
}

function fieldsOf(value: RawJson): ReadonlyMap<string, RawJson> {
  return value.startsWith("{") ? entries(value) : new Map<string, RawJson>();
}

function stringField(text: RawJson | undefined, name: string): string {
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  if (typeof value !== "string") throw new TypeError(`publish: ${name} is missing`);
  return value;
}
