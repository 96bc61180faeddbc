// The feed as an async iterator: messages wait in line until they are asked for.

import type { CloseReason } from "../../protocol/close-codes.ts";
import type { Connection } from "../events.ts";

/** The service said no for good: `code` is its row in the table of refusals. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
  readonly code: CloseReason;

  constructor(code: CloseReason) {
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
  const queued: Message[] = [];
  let end: { readonly error?: StoppedError } | null = null;
  let wake = () => undefined as void;
  const finish = (outcome: { readonly error?: StoppedError }) => {
    end ??= outcome;
    for (const off of offs) off();
    wake();
  };
  const stop = () => finish({});
  const offs = [
    source.on("message", (message) => {
      queued.push(message);
      wake();
    }),
    source.on("connection", (connection) => {
      if (connection.status === "idle") stop();
      if (connection.status === "stopped") finish({ error: new StoppedError(connection.reason) });
    }),
    () => signal?.removeEventListener("abort", stop),
  ];
  signal?.addEventListener("abort", stop);
  if (signal?.aborted === true) stop();
  const { connection } = source;
  if (connection.status === "stopped") finish({ error: new StoppedError(connection.reason) });

  async function* drain(): AsyncGenerator<Message, undefined> {
    try {
      for (;;) {
        yield* queued.splice(0);
        if (end?.error) throw end.error;
        if (end) return;
        if (queued.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      stop();
    }
  }
  return drain();
}
