// Messages as the hub is handed them, for tests that publish within one turn of the hub.

import type { Post } from "../../src/hub/publisher.ts";
import { itemsOf, readProducerMessages } from "../../src/protocol/producer-message.ts";
import type { Message } from "../../src/protocol/server-frames.ts";
import { json } from "./checked-json.ts";

/** A post of the tests' producer that has no name. */
export const UNNAMED: Post = { source: "scanner", name: null };

export function messagesOf(text: string): readonly Message[] {
  const messages = readProducerMessages(itemsOf(json(text)), ["mexc_spot_futures"]);
  if (!messages.ok) throw new Error("not a producer's message");
  return messages.value;
}
