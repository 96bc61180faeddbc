// Controls the load process from the benchmark. It starts it, reads its counts and ends it.

import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { PoolCounts, PoolConfig } from "./client-pool-process.ts";

export class ClientPool {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>) {
    this.#child = child;
    this.#lines = lines;
  }

  /** Resolves once every socket is open. */
  static async open(config: PoolConfig): Promise<ClientPool> {
    const file = new URL("client-pool-process.ts", import.meta.url).pathname;
    const child = spawn(process.execPath, [file], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const pool = new ClientPool(child, lines);
    child.stdin.write(`${JSON.stringify(config)}\n`);
    try {
      await pool.#line();
    } catch (error) {
      pool.end();
      throw error;
    }
    return pool;
  }

  /** Returns the counts since the last call. */
  async count(): Promise<PoolCounts> {
    this.#child.stdin?.write("count\n");
    return JSON.parse(await this.#line()) as PoolCounts; // SAFETY: the load process wrote it.
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }

  async #line(): Promise<string> {
    const line = await this.#lines.next();
    if (line.done === true) throw new Error("the load process ended early");
    return line.value;
  }
}
