// The door for a deploy: clients move before the service does.

import * as z from "zod";
import { LIMITS } from "../protocol/limits.ts";
import { readBodyAs } from "./body.ts";
import { hubOf, type AppContext } from "./context.ts";

const OVER_MS = `must be a whole number of milliseconds up to ${LIMITS.drainMs}`;
const REASON = "must be a name of up to 32 of a-z, 0-9 and _";
const order = z
  .strictObject({
    over_ms: z.int(OVER_MS).min(0, OVER_MS).max(LIMITS.drainMs, OVER_MS).default(30_000),
    reason: z
      .string(REASON)
      .regex(/^[a-z0-9_]{1,32}$/, REASON)
      .default("deploy"),
  })
  .prefault({});

/** Tells every v2 client to open another socket, each at its own moment within `over_ms`. */
export async function drainSockets(c: AppContext): Promise<Response> {
  const { over_ms: overMs, reason } = await readBodyAs(order, c);
  const { sockets } = await hubOf(c).drain(reason, overMs);
  return c.json({ sockets, over_ms: overMs, reason });
}
