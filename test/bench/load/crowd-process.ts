// The crowd as seen from the benchmark: started, asked for its counts, ended.

import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { CrowdCount, CrowdOrder } from "./crowd.ts";

export class Crowd {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>) {
    this.#child = child;
    this.#lines = lines;
  }

  /** Resolves once every socket is open. */
  static async gather(order: CrowdOrder): Promise<Crowd> {
    const file = new URL("crowd.ts", import.meta.url).pathname;
    const child = spawn(process.execPath, [file], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const crowd = new Crowd(child, lines);
    child.stdin.write(`${JSON.stringify(order)}\n`);
    try {
      await crowd.#line();
    } catch (error) {
      crowd.end();
      throw error;
    }
    return crowd;
  }

  /** The counts since the last call. */
  async count(): Promise<CrowdCount> {
    this.#child.stdin?.write("count\n");
    return JSON.parse(await this.#line()) as CrowdCount; // SAFETY: the crowd wrote it.
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }

  async #line(): Promise<string> {
    const line = await this.#lines.next();
    if (line.done === true) throw new Error("the crowd ended early");
    return line.value;
  }
}
