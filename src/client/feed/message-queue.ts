// The feed as an async iterator. Messages wait in a queue until the loop asks for them.

import type { CloseReason } from "../../protocol/close-codes.ts";
import type { Connection } from "../events.ts";

/**
 * The service rejected the client for good. `messages()` throws it.
 *
 * @example
 * ```ts
 * import { SignalClient, StoppedError } from "signal-hub/client";
 *
 * const client = new SignalClient({ url: "wss://signals.example.com", token: "eyJ…" }).connect();
 * try {
 *   for await (const { key } of client) console.log(key);
 * } catch (error) {
 *   if (error instanceof StoppedError) console.error("rejected:", error.code);
 *   else throw error;
 * }
 * ```
 */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
  /** The close reason of the service. */
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
 * Queues every message from this call on. The queue has no limit, so a loop without end must keep up.
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
  const stopIfRejected = (connection: Connection) => {
    if (connection.status === "stopped") finish({ error: new StoppedError(connection.reason) });
  };
  const offs = [
    source.on("message", (message) => {
      queued.push(message);
      wake();
    }),
    source.on("connection", (connection) => {
      if (connection.status === "idle") stop();
      stopIfRejected(connection);
    }),
    () => signal?.removeEventListener("abort", stop),
  ];
  signal?.addEventListener("abort", stop);
  if (signal?.aborted === true) stop();
  stopIfRejected(source.connection);

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
