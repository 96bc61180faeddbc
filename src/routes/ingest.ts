// The door for producers: messages in, positions out.

import { readProducerMessages } from "../protocol/producer-message.ts";
import { Refusal } from "../refusals.ts";
import { readJsonBody } from "./body.ts";
import { hubOf, type AppContext } from "./context.ts";

/** All of the body's messages are stored and sent, or none and every bad one is named. */
export async function ingest(c: AppContext): Promise<Response> {
  const body = await readJsonBody(c);
  const messages = readProducerMessages(body, c.var.settings.signalTypes);
  if (!messages.ok) throw new Refusal("body_invalid", { errors: messages.error });

  const published = await hubOf(c).publish(messages.value);
  if (!published.ok) {
    const { code, ...details } = published.error;
    throw new Refusal(code, details);
  }
  return c.json(published.value);
}
