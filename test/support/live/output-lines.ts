// The output of a child process, one line at a time.

import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** Reads lines until one matches. Throws with the lines so far where the output ends first. */
export class Lines {
  readonly #lines: AsyncIterator<string>;
  /** The lines so far. */
  readonly seen: string[] = [];

  constructor(child: ChildProcess) {
    if (child.stdout === null) throw new Error("the child's output is not a pipe");
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  async until(wanted: string | RegExp): Promise<string> {
    for (;;) {
      const { done, value } = await this.#lines.next();
      if (done) throw new Error(`the output ended after:\n${this.seen.join("\n")}`);
      this.seen.push(value);
      if (typeof wanted === "string" ? value.includes(wanted) : wanted.test(value)) return value;
    }
  }
}
