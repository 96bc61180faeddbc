// A publish request's schema, and its parser from the body's raw JSON to messages.

import * as z from "zod";
import { parseTimestamp } from "../timestamp.ts";
import { decodeString, items, entries, type RawJson } from "../../json/raw-json.ts";
import { LIMITS } from "../limits.ts";
import { err, ok, type Result } from "../result.ts";
import { schemaProblemOf, type SchemaProblem } from "./schema-problem.ts";
import type { Message } from "../server-messages.ts";

/** Why one item of a batch is rejected. It contains no text of the caller. */
export interface ItemError extends SchemaProblem {
  /** The item's index in the batch, from 0. */
  readonly index: number;
}

// The schema checks parsed values. The messages themselves are cut from the body's text, so every digit stays.
const object = z.custom<object>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "must be an object",
);
/** The schema of one message. `parseMessages` checks signal types, ids and times after it. */
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

/** An id is a JSON integer of any length or a string. `1.0`, `1e3` and `-0` would be second spellings of one id. */
const INTEGER_ID = /^(?:0|-?[1-9][0-9]*)$/;

/** The items of an array, or the one value of any other body. */
export function splitBatch(body: RawJson): readonly RawJson[] {
  return body.startsWith("[") ? items(body) : [body];
}

/**
 * Parses the items of a batch. The batch is rejected whole, with the errors of every faulty item. `signalTypes` are the
 * configured names.
 */
export function parseMessages(
  rawMessages: readonly RawJson[],
  signalTypes: readonly string[],
): Result<readonly Message[], readonly ItemError[]> {
  if (rawMessages.length > LIMITS.publishMessages) {
    const reason = `the body has more than ${LIMITS.publishMessages} messages`;
    return err([{ index: LIMITS.publishMessages, path: "", reason }]);
  }
  const messages: Message[] = [];
  const errors: ItemError[] = [];
  for (const [index, rawMessage] of rawMessages.entries()) {
    const message = parseMessage(rawMessage, signalTypes);
    if (message.ok) messages.push(message.value);
    else errors.push(...message.error.map((problem) => ({ index, ...problem })));
  }
  return errors.length > 0 ? err(errors) : ok(messages);
}

/** Parses one item, or answers every reason against it. A reason never quotes the item. */
function parseMessage(
  rawMessage: RawJson,
  signalTypes: readonly string[],
): Result<Message, readonly SchemaProblem[]> {
  const parsed = envelope.safeParse(JSON.parse(rawMessage));
  if (!parsed.success) return err(parsed.error.issues.map(problemOf));

  const texts = entries(rawMessage);
  const text = (key: string): RawJson => texts.get(key) as RawJson; // SAFETY: the schema requires it.
  const { type, signal_type: signalType } = parsed.data;
  if (!signalTypes.includes(signalType)) {
    return err([{ path: "/signal_type", reason: `must be one of ${signalTypes.join(", ")}` }]);
  }

  const data = text("data");
  const dataId = entries(data).get("id");
  switch (type) {
    case "new_signal": {
      const id = parseId(dataId);
      if (!id.ok) return err([{ path: "/data/id", reason: id.error }]);
      const { expires_at: expires } = parsed.data;
      const expiresAt = expires === undefined ? null : parseTimestamp(expires);
      if (expires !== undefined && expiresAt === null) {
        return err([{ path: "/expires_at", reason: "must be an ISO 8601 time" }]);
      }
      return ok({ type, signalType, id: id.value, data, expiresAt });
    }
    case "signal_update": {
      const id = parseId(text("signal_id"));
      if (!id.ok) return err([{ path: "/signal_id", reason: id.error }]);
      const inner = dataId === undefined ? id : parseId(dataId);
      if (!inner.ok || inner.value !== id.value) {
        return err([{ path: "/data/id", reason: "must be the signal_id, or be left out" }]);
      }
      return ok({ type, signalType, id: id.value, data });
    }
  }
}

/** Answers the id's one spelling, so equal ids are equal texts. */
function parseId(text: RawJson | undefined): Result<RawJson, string> {
  if (text === undefined) return err("is missing");
  if (text.length > LIMITS.signalIdChars)
    return err(`is longer than ${LIMITS.signalIdChars} characters`);
  if (INTEGER_ID.test(text)) return ok(text);
  if (!text.startsWith('"') || text === '""')
    return err("must be an integer or a non-empty string");
  // One string has many spellings in JSON ("\\u0041" is "A"), and the store must see one.
  return ok(JSON.stringify(decodeString(text)) as RawJson); // SAFETY: encoded here.
}

function problemOf(issue: z.core.$ZodIssue): SchemaProblem {
  const isWhole = issue.code === "invalid_type" && issue.path.length === 0;
  return isWhole ? { path: "", reason: "must be an object" } : schemaProblemOf(issue);
}
