// Schemas of the client's messages. A test holds them equal to `parseClientFrame` of src/protocol.

import * as z from "zod";
import { DECIMAL } from "../protocol/filter.ts";
import { LIMITS } from "../protocol/limits.ts";
import * as common from "./common-schemas.ts";

// Loose objects, because the parser ignores keys it doesn't know.
const ping = z.looseObject({ type: z.literal("ping") }).meta({
  description: 'Answered with `pong`. The exact text `{"type":"ping"}` doesn\'t wake the hub.',
});
const pong = z
  .looseObject({ type: z.literal("pong") })
  .meta({ description: "The answer to the service's `ping`." });

/** Client messages of signals.v1, by type. */
export const CLIENT_FRAMES_V1 = { ping, pong } as const;

/** Client messages of signals.v2, by type. */
export const CLIENT_FRAMES_V2 = {
  ping,
  pong,
  auth: z
    .looseObject({ type: z.literal("auth"), token: z.string() })
    .meta({ description: "A fresh token of the same user on the same socket." }),
  subscribe: z
    .looseObject({
      type: z.literal("subscribe"),
      // Strict, because a misspelt field would otherwise subscribe to everything.
      filter: z.strictObject({
        ...common.filterLists,
        min_spread: z.union([z.number().min(0), z.string().regex(DECIMAL)]).optional(),
      }),
    })
    .meta({
      description: `Replaces the socket's filter, of at most ${LIMITS.filterChars} characters of JSON.`,
    }),
} as const;

/** The union of a subprotocol's client messages. */
export const clientFrameOf = {
  "signals.v1": z.union(Object.values(CLIENT_FRAMES_V1)),
  "signals.v2": z.union(Object.values(CLIENT_FRAMES_V2)),
} as const;
