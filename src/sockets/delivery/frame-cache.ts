// A cache of encoded frames. After a deploy many clients ask for the same ones.

import { SERVER_LIMITS } from "../../limits.ts";

/** Values by key, up to `SERVER_LIMITS.frameCacheBytes` together. `sizeOf` gives a value's size in characters. */
export class FrameCache<Value> {
  readonly #sizeOf: (value: Value) => number;
  readonly #values = new Map<string, Value>();
  #size = 0;

  constructor(sizeOf: (value: Value) => number) {
    this.#sizeOf = sizeOf;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  /** Adds the value and answers it. A full cache is emptied first, because many clients ask for few different values. */
  set(key: string, value: Value): Value {
    const size = this.#sizeOf(value);
    if (this.#size + size > SERVER_LIMITS.frameCacheBytes) this.clear();
    this.#values.set(key, value);
    this.#size += size;
    return value;
  }

  clear(): void {
    this.#values.clear();
    this.#size = 0;
  }
}
