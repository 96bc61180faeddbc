// The door for a deploy: clients move before the service does.

import { drain } from "../api-docs/requests.ts";
import { parseBody } from "./body.ts";
import { hubOf, type AppContext } from "./context.ts";

/** Tells every v2 client to open another socket, each at its own moment within `over_ms`. */
export async function drainSockets(c: AppContext): Promise<Response> {
  const { over_ms: overMs, reason } = await parseBody(drain, c);
  const { sockets } = await hubOf(c).drain(reason, overMs);
  return c.json({ sockets, over_ms: overMs, reason });
}
