// The handlers of a client's events. They outlive its connections.

/** Calls every handler of an event. An error in one is reported as uncaught and stops no other. */
export class Emitter<Events extends object> {
  readonly #handlers = new Map<keyof Events, Set<(value: never) => void>>();

  /** Returns a function that removes the handler. An aborted `signal` removes it too. A handler is kept once. */
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

  /** Calls the handlers, oldest first. */
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
