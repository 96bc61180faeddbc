// What a client may say on a socket, as `readClientFrame` of src/protocol reads it; a test holds them equal.

import * as z from "zod";
import { DECIMAL } from "../protocol/filter.ts";
import { LIMITS } from "../protocol/limits.ts";
import * as term from "./common-schemas.ts";

// Loose: keys that a type doesn't have are not looked at.
const ping = z
  .looseObject({ type: z.literal("ping") })
  .meta({ description: 'Answered `pong`. As `{"type":"ping"}` to the letter it wakes nobody.' });
const pong = z
  .looseObject({ type: z.literal("pong") })
  .meta({ description: "The answer to the service's `ping`." });

export const CLIENT_FRAMES_V1 = { ping, pong } as const;

export const CLIENT_FRAMES_V2 = {
  ping,
  pong,
  auth: z
    .looseObject({ type: z.literal("auth"), token: z.string() })
    .meta({ description: "A fresh token of the same user on the same socket." }),
  subscribe: z
    .looseObject({
      type: z.literal("subscribe"),
      // Strict: a misspelt field that was ignored would send everything.
      filter: z.strictObject({
        ...term.filterLists,
        min_spread: z.union([z.number().min(0), z.string().regex(DECIMAL)]).optional(),
      }),
    })
    .meta({
      description: `Replaces the socket's filter, of at most ${LIMITS.filterChars} characters of JSON.`,
    }),
} as const;

/** Anything that a client of this dialect may send. */
export const clientFrameOf = {
  "signals.v1": z.union(Object.values(CLIENT_FRAMES_V1)),
  "signals.v2": z.union(Object.values(CLIENT_FRAMES_V2)),
} as const;
