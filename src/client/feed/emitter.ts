// Handlers that belong to the client and not to a connection.

/** Calls every handler of an event; one that throws stops no other, and is reported like an uncaught error. */
export class Emitter<Events extends object> {
  readonly #handlers = new Map<keyof Events, Set<(value: never) => void>>();

  /** Returns what takes the handler off again; an aborted `signal` does too. A handler is kept once. */
  on<Type extends keyof Events>(
    type: Type,
    handler: (value: Events[Type]) => void,
    signal?: AbortSignal,
  ): () => void {
    if (signal?.aborted === true) return () => undefined;
    const handlers = this.#handlers.get(type) ?? new Set();
    this.#handlers.set(type, handlers);
    handlers.add(handler);
    const off = () => {
      handlers.delete(handler);
      signal?.removeEventListener("abort", off);
    };
    signal?.addEventListener("abort", off);
    return off;
  }

  emit<Type extends keyof Events>(type: Type, value: Events[Type]): void {
    const handlers = this.#handlers.get(type);
    if (handlers === undefined) return;
    for (const handler of Array.from(handlers)) {
      try {
        // SAFETY: the set of an event holds that event's handlers.
        (handler as (value: Events[Type]) => void)(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
