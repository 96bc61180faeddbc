// The words that frames and answers share: positions, times, a user's id, a signal's own data.

import * as z from "zod";
import { LIMITS } from "../protocol/limits.ts";

/** A count, or a place in the log. */
export const count = z.int().min(0);

export const seq = count.meta({ description: "A place in the log; grows by one a message." });

export const epoch = z
  .string()
  .regex(/^[0-9a-z]{1,32}$/)
  .meta({ description: "One life of the log: positions of another mean nothing here." });

export const moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .meta({ format: "date-time", description: "ISO 8601 in UTC, with milliseconds." });

export const unixMs = count.meta({ description: "Unix milliseconds." });

export const milliseconds = count.meta({ description: "Milliseconds." });

/** Each producer that said how often it posts, by its name. */
export const sources = z.record(
  z.string(),
  z.strictObject({ state: z.enum(["live", "late", "down"]), last_at: moment.nullable() }),
);

/** Configured names: SIGNAL_TYPES is a setting, so the documents list only its default. */
export const signalType = z.string().meta({
  description: "One of the service's configured names.",
  examples: ["mexc_spot_futures", "funding_rate", "mexc_dex"],
});

/** An id of any length: a reader that keeps digits reads it as text. */
export const signalId = z.union([
  z.number().meta({ type: "integer" }),
  z.string().min(1).max(LIMITS.signalIdChars),
]);

/** The producer's own members, as written; nothing here narrows them. */
export const data = z
  .custom<object>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "must be an object",
  )
  .meta({
    type: "object",
    description: "What the producer wrote: same keys, same order, every number digit for digit.",
  });

/** A subject of decimal digits that is a safe integer travels as a number. */
export const userId = z.union([count, z.string().min(1).max(LIMITS.userIdChars)]);

/** A filter's list and its values are bounded; the whole of it too, which JSON Schema can't say. */
const values = z.array(z.string().max(LIMITS.filterValueChars)).max(LIMITS.filterValues);

export const filterLists = {
  signal_type: values.optional(),
  coin_name: values.optional(),
  position: values.optional(),
};
