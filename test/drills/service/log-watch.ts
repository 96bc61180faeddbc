// Reads all logs of a run. It counts lines and events, and searches each line for canaries.

import type { Readable } from "node:stream";
import { createInterface } from "node:readline";
import { leaksSecret } from "./canary.ts";

const EXAMPLES = 5;

export class LogWatch {
  lines = 0;
  canaries = 0;
  readonly examples: string[] = [];
  readonly #events = new Map<string, number>();

  watch(stream: Readable): void {
    createInterface({ input: stream }).on("line", (line) => this.#read(line));
  }

  /** Returns the number of log lines of this event. */
  count(event: string): number {
    return this.#events.get(event) ?? 0;
  }

  #read(line: string): void {
    this.lines += 1;
    const event = /^\{"event":"([^"]+)"/.exec(line)?.[1];
    if (event !== undefined) this.#events.set(event, this.count(event) + 1);
    if (!leaksSecret(line)) return;
    this.canaries += 1;
    if (this.examples.length < EXAMPLES) this.examples.push(line.slice(0, 500));
  }
}
