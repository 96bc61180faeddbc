// Schemas shared by frames, responses and requests: cursors, times, user ids, the data of a signal.

import * as z from "zod";
import { LIMITS } from "../protocol/limits.ts";

/** A whole number from 0. */
export const count = z.int().min(0);

/** A sequence number of the log. */
export const seq = count.meta({ description: "Sequence number in the log, one more per message." });

/** The `<epoch>` half of a cursor. */
export const epoch = z
  .string()
  .regex(/^[0-9a-z]{1,32}$/)
  .meta({ description: "One lifetime of the log. Cursors of another epoch are invalid." });

/** An ISO 8601 time in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const isoTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .meta({ format: "date-time", description: "ISO 8601 in UTC, with milliseconds." });

/** A time in Unix milliseconds. */
export const unixMs = count.meta({ description: "Unix milliseconds." });

/** A duration in milliseconds. */
export const milliseconds = count.meta({ description: "Milliseconds." });

/** The status of each source with an expected interval, by its name. */
export const sources = z.record(
  z.string(),
  z.strictObject({ state: z.enum(["live", "late", "down"]), last_at: isoTime.nullable() }),
);

/** A configured name. `SIGNAL_TYPES` is a setting, so the documents list only its default. */
export const signalType = z.string().meta({
  description: "One of the service's configured names.",
  examples: ["mexc_spot_futures", "funding_rate", "mexc_dex"],
});

/** An integer id of any length, or a string. A reader without big integers keeps the digits as text. */
export const signalId = z.union([
  z.number().meta({ type: "integer" }),
  z.string().min(1).max(LIMITS.signalIdChars),
]);

/** The producer's own object as written. Nothing here narrows its members. */
export const data = z
  .custom<object>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "must be an object",
  )
  .meta({
    type: "object",
    description: "The producer's object: same keys, same order, every number digit for digit.",
  });

/** A user id. A subject of decimal digits travels as a number where it is a safe integer. */
export const userId = z.union([count, z.string().min(1).max(LIMITS.userIdChars)]);

/** JSON Schema can bound the list and each value, but not the length of a whole filter. */
const values = z.array(z.string().max(LIMITS.filterValueChars)).max(LIMITS.filterValues);

/** The list fields of a filter. `position` is the side of the trade. */
export const filterLists = {
  signal_type: values.optional(),
  coin_name: values.optional(),
  position: values.optional(),
};
