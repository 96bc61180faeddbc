// Encoded frames kept for the next who asks for the same: after a deploy a whole herd does.

import { LIMITS } from "../../protocol/limits.ts";

export class FrameCache<Value> {
  readonly #sizeOf: (value: Value) => number;
  readonly #values = new Map<string, Value>();
  #bytes = 0;

  constructor(sizeOf: (value: Value) => number) {
    this.#sizeOf = sizeOf;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: Value): Value {
    const size = this.#sizeOf(value);
    // All at once: a herd asks for few different things, so there is no finer choice worth its price.
    if (this.#bytes + size > LIMITS.frameCacheBytes) this.clear();
    this.#values.set(key, value);
    this.#bytes += size;
    return value;
  }

  clear(): void {
    this.#values.clear();
    this.#bytes = 0;
  }
}
