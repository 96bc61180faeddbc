// The door for producers and operators to a source's liveness: how often it says it posts.

import { bearerOf, nameOfKey } from "../access/named-keys.ts";
import { nameOfProducer } from "../access/producer.ts";
import { expectation } from "../contract/requests.ts";
import { Refusal } from "../refusals.ts";
import { readBodyAs } from "./body.ts";
import { hubOf, type AppContext } from "./context.ts";

/** A producer speaks for itself, an operator for all. */
export async function expectSource(c: AppContext): Promise<Response> {
  const name = c.req.param("name") ?? "";
  await requireWordOn(c, name);
  const { expected_every_s: everySeconds } = await readBodyAs(expectation, c);
  // Whoever lost its keys can still be taken off the list.
  const isProducer = c.var.settings.producerKeys.some((key) => key.name === name);
  if (!isProducer && everySeconds !== null) {
    throw new Refusal("not_found", { detail: "No producer has this name." });
  }

  await hubOf(c).expectSource(name, everySeconds);
  return c.json({ name, expected_every_s: everySeconds });
}

async function requireWordOn(c: AppContext, name: string): Promise<void> {
  const { producerKeys, operatorKeys } = c.var.settings;
  const { headers } = c.req.raw;
  const presented = bearerOf(headers);
  const operator = presented === null ? null : nameOfKey(presented, operatorKeys);
  if (operator !== null) return;
  const body = await c.req.arrayBuffer();
  const producer = await nameOfProducer(headers, body, producerKeys, Date.now());
  if (producer === null || producer !== name) throw new Refusal("unauthorized");
}
