// `PUT /internal/sources/:name` sets the expected interval of a source.

import { authenticateOperator, authenticateProducer } from "../auth/api-keys.ts";
import { sourceInterval } from "../api-docs/requests.ts";
import { ApiError } from "../errors.ts";
import { parseBody } from "./body.ts";
import { hubOf, type AppContext } from "./context.ts";

/** A producer may set its own interval, an operator any. `null` ends the monitoring. */
export async function setSourceInterval(c: AppContext): Promise<Response> {
  const name = c.req.param("name") ?? "";
  await requireSourceAccess(c, name);
  const { expected_every_s: everySeconds } = await parseBody(sourceInterval, c);
  // Monitoring of a producer without keys can still be ended.
  const isProducer = c.var.settings.producerKeys.some((key) => key.name === name);
  if (!isProducer && everySeconds !== null) {
    throw new ApiError("not_found", { detail: "No producer has this name." });
  }

  await hubOf(c).setSourceInterval(name, everySeconds);
  return c.json({ name, expected_every_s: everySeconds });
}

async function requireSourceAccess(c: AppContext, name: string): Promise<void> {
  const { producerKeys, operatorKeys } = c.var.settings;
  const { headers } = c.req.raw;
  if (authenticateOperator(headers, operatorKeys) !== null) return;
  const body = await c.req.arrayBuffer();
  const producer = await authenticateProducer(headers, body, producerKeys, Date.now());
  if (producer === null || producer !== name) throw new ApiError("unauthorized");
}
