// Schemas of HTTP responses, one for each JSON body and one for the problem document of each error.

import * as z from "zod";
import { ERRORS, type ErrorCode, type HttpErrorCode } from "../errors.ts";
import { logMessage, resumeReason, snapshotSignal } from "./server-messages.ts";
import * as common from "./common-schemas.ts";

const userId = z.string();
const closed = common.count.meta({ description: "Sockets closed." });

const flushTime = z.number().min(0).nullable();

/** JSON bodies by their names in openapi.json. */
export const RESPONSES = {
  Healthy: z.strictObject({ status: z.literal("ok") }),
  Misconfigured: z.strictObject({
    status: z.literal("misconfigured"),
    settings: z.array(z.strictObject({ setting: z.string(), problem: z.string() })).min(1),
  }),
  Published: z
    .strictObject({
      epoch: common.epoch,
      seq: common.seq,
      results: z.array(
        z.strictObject({
          seq: common.seq,
          duplicate: z.boolean(),
          recipients: common.count.meta({ description: "Sockets with a matching filter." }),
        }),
      ),
    })
    .meta({ description: "The newest sequence number of the log, and one result per message." }),
  Source: z.strictObject({ name: z.string(), expected_every_s: z.int().min(1).nullable() }),
  Granted: z.strictObject({ user_id: userId, vip_until: common.isoTime.nullable(), closed }),
  Closed: z.strictObject({ user_id: userId, closed }),
  Drained: z.strictObject({
    sockets: common.count.meta({ description: "Sockets notified." }),
    over_ms: common.milliseconds,
    reason: z.string(),
  }),
  Stats: z.strictObject({
    epoch: common.epoch,
    seq: common.seq,
    oldest_seq: common.seq,
    signals: common.count,
    sockets: common.count,
    sockets_by_subprotocol: z.strictObject({
      "signals.v1": common.count,
      "signals.v2": common.count,
    }),
    sockets_by_location: z
      .record(z.string().regex(/^([A-Z]{3}|unknown)$/), common.count)
      .meta({ description: "By the data centre of the client connection (IATA code)." }),
    catching_up: common.count,
    lag: common.count.meta({ description: "Messages not yet sent to the slowest socket." }),
    slow_closed: common.count,
    queued_messages: common.count,
    users: common.count,
    messages: common.count,
    publications: common.count,
    deliveries: common.count,
    flush_ms: z.strictObject({ p50: flushTime, p99: flushTime }).meta({
      description: "Estimated from the histogram of all flushes; `null` before the first.",
    }),
    sources: common.sources,
    month: z
      .strictObject({
        name: z.string().regex(/^\d{4}-\d{2}$/),
        requests: common.count,
        rows: common.count,
      })
      .meta({ description: "Counts of the calendar month (UTC), as billed." }),
    database_bytes: common.count,
    starts: common.count,
  }),
  SignalsPage: z
    .strictObject({
      epoch: common.epoch,
      seq: common.seq,
      signals: z.array(snapshotSignal),
      next: common.seq.nullable(),
    })
    .meta({ description: "Open signals, the last changed first; `next` is the next `page`." }),
  LogPage: z
    .strictObject({
      epoch: common.epoch,
      seq: common.seq,
      messages: z.array(logMessage),
      more: z.boolean(),
      recovered: z.boolean(),
      reason: resumeReason.optional(),
    })
    .meta({ description: "Messages after a cursor, or the reason for an unusable one." }),
  ApiDocument: z.looseObject({ info: z.looseObject({ title: z.string(), version: z.string() }) }),
} as const;

/** The name of a JSON body in openapi.json. */
export type ResponseName = keyof typeof RESPONSES;

/** Codes with a list of `errors`, each an index, a path and a reason. */
const CODES_WITH_ITEMS: ReadonlySet<HttpErrorCode> = new Set(["body_invalid", "signal_exists"]);

// SAFETY: the table has no keys but its codes.
const HTTP_ERRORS = (Object.keys(ERRORS) as ErrorCode[]).filter(
  (code): code is HttpErrorCode => "http" in ERRORS[code],
);

/** The problem document of an error (RFC 9457). */
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
            index: common.count,
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

/** The problem document of each error with an HTTP status. */
export const PROBLEMS: ReadonlyMap<HttpErrorCode, z.ZodType> = new Map(
  HTTP_ERRORS.map((code) => [code, problemOf(code)]),
);
