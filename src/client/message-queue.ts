// The feed as an async iterator: messages wait in line until they are asked for.

import type { CloseCode } from "../protocol/closes.ts";
import type { Connection } from "./client-events.ts";

/** The service said no for good: `code` is its row in the table of refusals. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
  readonly code: CloseCode;

  constructor(code: CloseCode) {
    super(`The service ended the feed: ${code}`);
    this.code = code;
  }
}

interface MessageSource<Message> {
  readonly connection: Connection;
  on(type: "message", handler: (message: Message) => void): () => void;
  on(type: "connection", handler: (connection: Connection) => void): () => void;
}

/**
 * Holds what wasn't asked for yet, without a limit: whoever is too slow for good should leave the loop. Collects
 * from the call on, not from the first `next`.
 */
export function queueMessages<Message>(
  source: MessageSource<Message>,
  signal?: AbortSignal,
): AsyncIterableIterator<Message, undefined> {
  const waiting: Message[] = [];
  let end: { readonly error?: StoppedError } | null = null;
  let wake = () => undefined as void;
  const finish = (how: { readonly error?: StoppedError }) => {
    end ??= how;
    for (const off of offs) off();
    wake();
  };
  const leave = () => finish({});
  const offs = [
    source.on("message", (message) => {
      waiting.push(message);
      wake();
    }),
    source.on("connection", (connection) => {
      if (connection.at === "idle") leave();
      if (connection.at === "stopped") finish({ error: new StoppedError(connection.because) });
    }),
    () => signal?.removeEventListener("abort", leave),
  ];
  signal?.addEventListener("abort", leave);
  if (signal?.aborted === true) leave();
  const { connection } = source;
  if (connection.at === "stopped") finish({ error: new StoppedError(connection.because) });

  async function* drain(): AsyncGenerator<Message, undefined> {
    try {
      for (;;) {
        yield* waiting.splice(0);
        if (end?.error) throw end.error;
        if (end) return;
        if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      leave();
    }
  }
  return drain();
}
