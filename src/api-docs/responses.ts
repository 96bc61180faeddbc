// What the service answers over HTTP: one schema a body, and a problem document for each refusal.

import * as z from "zod";
import { ERRORS, type HttpErrorCode } from "../errors.ts";
import { logMessage, resumeReason, snapshotSignal } from "./server-messages.ts";
import * as term from "./common-schemas.ts";

const userId = z.string();
const closed = term.count.meta({ description: "The sockets that were ended." });

const flushTime = z.number().min(0).nullable();

export const RESPONSES = {
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
    oldest_seq: term.seq,
    signals: term.count,
    sockets: term.count,
    sockets_by_subprotocol: z.strictObject({ "signals.v1": term.count, "signals.v2": term.count }),
    sockets_by_location: z
      .record(z.string().regex(/^([A-Z]{3}|unknown)$/), term.count)
      .meta({ description: "By the data centre where clients reach the platform (IATA code)." }),
    catching_up: term.count,
    lag: term.count.meta({ description: "Messages that the farthest-behind socket still lacks." }),
    slow_closed: term.count,
    queued_messages: term.count,
    users: term.count,
    messages: term.count,
    publications: term.count,
    deliveries: term.count,
    flush_ms: z.strictObject({ p50: flushTime, p99: flushTime }).meta({
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
    starts: term.count,
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

export type ResponseName = keyof typeof RESPONSES;

/** The codes that carry `errors`: what is wrong, by index, path and reason. */
const CODES_WITH_ITEMS: ReadonlySet<HttpErrorCode> = new Set(["body_invalid", "signal_exists"]);

/** The rows of the table that may answer a request. */
export const HTTP_ERRORS = (Object.keys(ERRORS) as (keyof typeof ERRORS)[]).filter(
  (code): code is HttpErrorCode => "http" in ERRORS[code],
);

/** A refusal's problem document (RFC 9457). */
function problemOf(code: HttpErrorCode): z.ZodType {
  const { http, reason } = ERRORS[code];
  return z.strictObject({
    type: z.literal(`urn:signal-hub:error:${code}`),
    title: z.literal(reason),
    status: z.literal(http),
    code: z.literal(code),
    detail: z.string().optional(),
    ...(CODES_WITH_ITEMS.has(code) && {
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

export const PROBLEMS: ReadonlyMap<HttpErrorCode, z.ZodType> = new Map(
  HTTP_ERRORS.map((code) => [code, problemOf(code)]),
);
