// Parsed messages, for publishing within one turn of the hub.

import type { PublishRequest } from "../../../src/hub/publishing/publisher.ts";
import { splitBatch, parseMessages } from "../../../src/protocol/publish/publish-request.ts";
import type { Message } from "../../../src/protocol/server-messages.ts";
import { json } from "../json/checked-json.ts";

/** A publish request of the tests' producer without an idempotency key. */
export const UNNAMED: PublishRequest = { source: "scanner", idempotencyKey: null };

export function messagesOf(text: string): readonly Message[] {
  const messages = parseMessages(splitBatch(json(text)), ["mexc_spot_futures"]);
  if (!messages.ok) throw new Error("not a producer's message");
  return messages.value;
}
