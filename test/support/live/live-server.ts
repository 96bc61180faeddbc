// The service as `npm start` runs it, with its own port and storage.

import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseEnv } from "node:util";
import { vipToken, type Claims } from "../auth/access-tokens.ts";
import { freePort } from "./free-port.ts";

export const PROJECT = new URL("../../..", import.meta.url).pathname;

export class LiveServer {
  readonly port: number;
  readonly #storage = mkdtempSync(join(tmpdir(), "signal-hub-"));
  #child: ChildProcess | undefined;
  /** The output of the processes so far. */
  #output = "";

  private constructor(port: number) {
    this.port = port;
  }

  /** A ready server without the demo feed. */
  static async start(): Promise<LiveServer> {
    const server = new LiveServer(await freePort());
    await server.start();
    return server;
  }

  /** Starts again on the same port and storage. */
  async start(): Promise<void> {
    const args = ["--port", String(this.port), "--persist-to", this.#storage, "--no-demo"];
    const child = spawn(process.execPath, ["src/cli/main.ts", "dev", ...args], {
      cwd: PROJECT,
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own, so a kill reaches the command. wrangler is in another one.
      detached: true,
    });
    this.#child = child;
    child.stdout.on("data", (bytes: Buffer) => (this.#output += bytes.toString()));
    child.stderr.on("data", (bytes: Buffer) => {
      this.#output += bytes.toString();
      process.stderr.write(bytes);
    });
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes("signal-hub runs at")) {
        child.stdout.resume();
        return;
      }
    }
    throw new Error("the server ended before it was ready");
  }

  /** SIGKILL for the runtime, as in a power loss, then SIGTERM for the rest. */
  async kill(): Promise<void> {
    const pids = await this.#runtimePids();
    if (pids.length === 0) throw new Error("there is no runtime to kill");
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await this.stop();
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode !== null) return;
    child.kill("SIGTERM");
    await gone;
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.#storage, { recursive: true, force: true });
  }

  /** Its secret and its keys. */
  get secrets(): readonly string[] {
    const keys = ["PRODUCER_KEYS", "OPERATOR_KEYS"].flatMap((name) =>
      this.#setting(name).split(","),
    );
    return [this.#setting("JWT_SECRET"), ...keys.map((key) => key.slice(key.indexOf(":") + 1))];
  }

  /** The output of all processes. */
  get output(): string {
    return this.#output;
  }

  /** The files of the storage on the disk, by path. */
  stored(): ReadonlyMap<string, Buffer> {
    const files = readdirSync(this.#storage, { recursive: true, withFileTypes: true });
    return new Map(
      files
        .filter((file) => file.isFile())
        .map((file) => join(file.parentPath, file.name))
        .map((path) => [path, readFileSync(path)]),
    );
  }

  /** The resident memory of the runtime's processes, bytes. */
  async memory(): Promise<number> {
    let pages = 0;
    for (const pid of await this.#runtimePids()) {
      const statm = await readFile(`/proc/${pid}/statm`, "utf8");
      pages += Number(statm.split(" ")[1]);
    }
    return pages * 4_096;
  }

  url(path: string): string {
    return `http://localhost:${this.port}${path}`;
  }

  socketUrl(token: string): string {
    return `ws://localhost:${this.port}/ws/signals?token=${token}`;
  }

  /** A VIP's token, signed with the local secret. */
  token(claims: Claims = {}): Promise<string> {
    return vipToken(claims, this.#setting("JWT_SECRET"));
  }

  post(body: string): Promise<Response> {
    return fetch(this.url("/internal/signals"), {
      method: "POST",
      headers: { ...this.#bearer("PRODUCER_KEYS"), "Content-Type": "application/json" },
      body,
    });
  }

  operate(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(this.url(`/internal${path}`), {
      method,
      headers: { ...this.#bearer("OPERATOR_KEYS"), "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** The first key of a local setting. */
  key(setting: "PRODUCER_KEYS" | "OPERATOR_KEYS"): string {
    const [first = ""] = this.#setting(setting).split(",");
    return first.slice(first.indexOf(":") + 1);
  }

  #bearer(setting: "PRODUCER_KEYS" | "OPERATOR_KEYS"): Record<string, string> {
    return { Authorization: `Bearer ${this.key(setting)}` };
  }

  #setting(name: string): string {
    return parseEnv(readFileSync(join(PROJECT, ".dev.vars"), "utf8"))[name] ?? "";
  }

  /** The workerd processes of this server. */
  async #runtimePids(): Promise<readonly number[]> {
    const pids: number[] = [];
    for (const entry of await readdir("/proc")) {
      if (!/^\d+$/.test(entry)) continue;
      const command = await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "");
      if (!command.includes("workerd")) continue;
      const group = await parentChain(Number(entry));
      if (this.#child?.pid !== undefined && group.includes(this.#child.pid))
        pids.push(Number(entry));
    }
    return pids;
  }
}

async function parentChain(pid: number): Promise<readonly number[]> {
  const chain: number[] = [];
  let current = pid;
  while (current > 1) {
    chain.push(current);
    const status = await readFile(`/proc/${current}/stat`, "utf8").catch(() => "");
    // The name in parentheses may hold spaces. The parent is the second field after it.
    current = Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1] ?? 0);
  }
  return chain;
}
