// What the service answers over HTTP: one schema a body, and a problem document for each refusal.

import * as z from "zod";
import { REFUSALS, type HttpRefusalCode } from "../refusals.ts";
import { logMessage, resumeReason, snapshotSignal } from "./frames.ts";
import * as term from "./terms.ts";

const userId = z.string();
const closed = term.count.meta({ description: "The sockets that were ended." });

const pushTime = z.number().min(0).nullable();

export const ANSWERS = {
  Healthy: z.strictObject({ status: z.literal("ok") }),
  Misconfigured: z.strictObject({
    status: z.literal("misconfigured"),
    settings: z.array(z.strictObject({ setting: z.string(), problem: z.string() })).min(1),
  }),
  Published: z
    .strictObject({
      epoch: term.epoch,
      seq: term.seq,
      results: z.array(
        z.strictObject({
          seq: term.seq,
          duplicate: z.boolean(),
          recipients: term.count.meta({ description: "The sockets that the message goes to." }),
        }),
      ),
    })
    .meta({ description: "The log's newest message, and each posted message's own place." }),
  Source: z.strictObject({ name: z.string(), expected_every_s: z.int().min(1).nullable() }),
  Granted: z.strictObject({ user_id: userId, vip_until: term.moment.nullable(), closed }),
  Closed: z.strictObject({ user_id: userId, closed }),
  Drained: z.strictObject({
    sockets: term.count.meta({ description: "The sockets that were told." }),
    over_ms: term.milliseconds,
    reason: z.string(),
  }),
  Stats: z.strictObject({
    epoch: term.epoch,
    seq: term.seq,
    oldest: term.seq,
    signals: term.count,
    sockets: term.count,
    sockets_by_dialect: z.strictObject({ "signals.v1": term.count, "signals.v2": term.count }),
    sockets_by_location: z
      .record(z.string().regex(/^([A-Z]{3}|unknown)$/), term.count)
      .meta({ description: "By the data centre where clients reach the platform (IATA code)." }),
    behind: term.count,
    lag: term.count.meta({ description: "Messages that the farthest-behind socket still lacks." }),
    slow_closed: term.count,
    gathered: term.count,
    users: term.count,
    messages: term.count,
    publications: term.count,
    deliveries: term.count,
    push_ms: z.strictObject({ p50: pushTime, p99: pushTime }).meta({
      description: "Estimated from the histogram of all pushes; `null` before the first.",
    }),
    sources: term.sources,
    month: z
      .strictObject({
        name: z.string().regex(/^\d{4}-\d{2}$/),
        requests: term.count,
        rows: term.count,
      })
      .meta({ description: "What was counted in the calendar month (UTC), as it is billed." }),
    database_bytes: term.count,
    constructions: term.count,
  }),
  SignalsPage: z
    .strictObject({
      epoch: term.epoch,
      seq: term.seq,
      signals: z.array(snapshotSignal),
      next: term.seq.nullable(),
    })
    .meta({ description: "Open signals, the last changed first; `next` is the next `cursor`." }),
  LogPage: z
    .strictObject({
      epoch: term.epoch,
      seq: term.seq,
      messages: z.array(logMessage),
      more: z.boolean(),
      recovered: z.boolean(),
      reason: resumeReason.optional(),
    })
    .meta({ description: "Messages after a position, or why it can't be read on from." }),
  Contract: z.looseObject({ info: z.looseObject({ title: z.string(), version: z.string() }) }),
} as const;

export type AnswerName = keyof typeof ANSWERS;

/** The codes that carry `errors`: what is wrong, by index, path and reason. */
const NAMES_ITEMS: ReadonlySet<HttpRefusalCode> = new Set(["body_invalid", "signal_exists"]);

/** The rows of the table that may answer a request. */
export const HTTP_REFUSALS = (Object.keys(REFUSALS) as (keyof typeof REFUSALS)[]).filter(
  (code): code is HttpRefusalCode => "http" in REFUSALS[code],
);

/** A refusal's problem document (RFC 9457). */
function problemOf(code: HttpRefusalCode): z.ZodType {
  const { http, reason } = REFUSALS[code];
  return z.strictObject({
    type: z.literal(`urn:signal-hub:refusal:${code}`),
    title: z.literal(reason),
    status: z.literal(http),
    code: z.literal(code),
    detail: z.string().optional(),
    ...(NAMES_ITEMS.has(code) && {
      errors: z
        .array(
          z.strictObject({
            index: term.count,
            path: z
              .string()
              .regex(/^(\/[^/]*)*$/)
              .meta({ description: "A JSON Pointer (RFC 6901)." }),
            reason: z.string(),
          }),
        )
        .min(1),
    }),
  });
}

export const PROBLEMS: ReadonlyMap<HttpRefusalCode, z.ZodType> = new Map(
  HTTP_REFUSALS.map((code) => [code, problemOf(code)]),
);
