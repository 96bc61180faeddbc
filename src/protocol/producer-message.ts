// What a producer posts: the envelope's schema, and the way from a body's text to messages.

import * as z from "zod";
import { readInstant } from "./instant.ts";
import { decodeString, elements, members, type JsonText } from "./json-text.ts";
import { LIMITS } from "./limits.ts";
import { no, ok, type Result } from "./result.ts";
import { schemaProblemOf, type SchemaProblem } from "./schema-problem.ts";
import type { Message } from "./server-frames.ts";

/** What is wrong with one item: where in the body, and why, without a byte of the caller's. */
export interface ItemError extends SchemaProblem {
  /** Which item, from 0. */
  readonly index: number;
}

// Judged on parsed values; the texts that travel on are cut from the body itself.
const object = z.custom<object>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "must be an object",
);
/** One posted message. Names of types, ids and times are judged after it, by `readMessage`. */
export const envelope = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      type: z.literal("new_signal"),
      signal_type: z.string("must be a string"),
      data: object.meta({ type: "object", properties: { id: {} }, required: ["id"] }),
      expires_at: z.string("must be an ISO 8601 time").optional(),
    }),
    z.strictObject({
      type: z.literal("signal_update"),
      signal_type: z.string("must be a string"),
      signal_id: z.union([z.number(), z.string()], "must be an integer or a string"),
      data: object.meta({ type: "object" }),
    }),
  ],
  "must be new_signal or signal_update",
);

/** An id is a JSON integer of any length, or a string: `1.0`, `1e3` and `-0` would be second names. */
const INTEGER_ID = /^(?:0|-?[1-9][0-9]*)$/;

/** The items of a JSON body: an array's elements, or the one value it is. */
export function itemsOf(body: JsonText): readonly JsonText[] {
  return body.startsWith("[") ? elements(body) : [body];
}

/** The messages of a body, or every item that breaks the schema. `signalTypes` are the configured names. */
export function readProducerMessages(
  items: readonly JsonText[],
  signalTypes: readonly string[],
): Result<readonly Message[], readonly ItemError[]> {
  if (items.length > LIMITS.ingestMessages) {
    const reason = `the body has more than ${LIMITS.ingestMessages} messages`;
    return no([{ index: LIMITS.ingestMessages, path: "", reason }]);
  }
  const messages: Message[] = [];
  const errors: ItemError[] = [];
  for (const [index, item] of items.entries()) {
    const message = readMessage(item, signalTypes);
    if (message.ok) messages.push(message.value);
    else errors.push(...message.error.map((problem) => ({ index, ...problem })));
  }
  return errors.length > 0 ? no(errors) : ok(messages);
}

function readMessage(
  item: JsonText,
  signalTypes: readonly string[],
): Result<Message, readonly SchemaProblem[]> {
  const parsed = envelope.safeParse(JSON.parse(item));
  if (!parsed.success) return no(parsed.error.issues.map(problemOf));

  const texts = members(item);
  const text = (key: string): JsonText => texts.get(key) as JsonText; // SAFETY: the schema requires it.
  const { type, signal_type: signalType } = parsed.data;
  if (!signalTypes.includes(signalType)) {
    return no([{ path: "/signal_type", reason: `must be one of ${signalTypes.join(", ")}` }]);
  }

  const data = text("data");
  const dataId = members(data).get("id");
  switch (type) {
    case "new_signal": {
      const id = readId(dataId);
      if (!id.ok) return no([{ path: "/data/id", reason: id.error }]);
      const { expires_at: expires } = parsed.data;
      const expiresAt = expires === undefined ? null : readInstant(expires);
      if (expires !== undefined && expiresAt === null) {
        return no([{ path: "/expires_at", reason: "must be an ISO 8601 time" }]);
      }
      return ok({ type, signalType, id: id.value, data, expiresAt });
    }
    case "signal_update": {
      const id = readId(text("signal_id"));
      if (!id.ok) return no([{ path: "/signal_id", reason: id.error }]);
      const inner = dataId === undefined ? id : readId(dataId);
      if (!inner.ok || inner.value !== id.value) {
        return no([{ path: "/data/id", reason: "must be the signal_id, or be left out" }]);
      }
      return ok({ type, signalType, id: id.value, data });
    }
  }
}

function readId(text: JsonText | undefined): Result<JsonText, string> {
  if (text === undefined) return no("is missing");
  if (text.length > LIMITS.signalIdChars)
    return no(`is longer than ${LIMITS.signalIdChars} characters`);
  if (INTEGER_ID.test(text)) return ok(text);
  if (!text.startsWith('"') || text === '""') return no("must be an integer or a non-empty string");
  // One string has many spellings in JSON ("\\u0041" is "A"): the book knows one.
  return ok(JSON.stringify(decodeString(text)) as JsonText); // SAFETY: encoded here.
}

function problemOf(issue: z.core.$ZodIssue): SchemaProblem {
  const isWhole = issue.code === "invalid_type" && issue.path.length === 0;
  return isWhole ? { path: "", reason: "must be an object" } : schemaProblemOf(issue);
}
