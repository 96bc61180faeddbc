// Schemas of request bodies other than signals. Routes parse with them, and openapi.json shows them.

import * as z from "zod";
import { LIMITS } from "../protocol/limits.ts";

/** Why a `vip_until` is invalid. */
export const ISO_OR_NULL = "must be an ISO 8601 time or null";

const SECONDS = "must be a whole number of Unix seconds";
const OVER_MS = `must be a whole number of milliseconds up to ${LIMITS.drainMs}`;
const REASON = "must be a name of up to 32 of a-z, 0-9 and _";
const EVERY = `must be a whole number of seconds up to ${LIMITS.maxSourceIntervalSeconds}, or null`;

/** Until when a user is a VIP. The route parses the text as a timestamp afterwards. */
export const grantVip = z.strictObject({
  vip_until: z
    .union([z.string(), z.null()], ISO_OR_NULL)
    .meta({ description: "ISO 8601; `null` for no end.", examples: ["2027-01-01T00:00:00Z"] }),
});

/** Closes a user's sockets, and may reject older tokens. The default rejects none. */
export const disconnectUser = z
  .strictObject({
    not_before: z
      .int(SECONDS)
      .min(0, SECONDS)
      .optional()
      .meta({ description: "Unix seconds: rejects tokens whose `iat` is earlier or missing." }),
  })
  .default({});

/** How clients are spread over a deploy. The default is 30 s. */
export const drain = z
  .strictObject({
    over_ms: z
      .int(OVER_MS)
      .min(0, OVER_MS)
      .max(LIMITS.drainMs, OVER_MS)
      .default(30_000)
      .meta({ description: "The time over which the clients reconnect." }),
    reason: z
      .string(REASON)
      .regex(/^[a-z0-9_]{1,32}$/, REASON)
      .default("deploy"),
  })
  .prefault({});

/** The expected interval of a source, in seconds. */
export const sourceInterval = z.strictObject({
  expected_every_s: z
    .int(EVERY)
    .min(1, EVERY)
    .max(LIMITS.maxSourceIntervalSeconds, EVERY)
    .nullable()
    .meta({ description: "The expected interval; `null` ends the monitoring." }),
});
