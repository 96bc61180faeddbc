// The deployed service on workerd without wrangler, for drills and benchmarks.

import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vipToken, type Claims } from "../support/auth/access-tokens.ts";
import { freePort } from "../support/live/free-port.ts";
import { JWT_SECRET, OPERATOR_KEY, PRODUCER_KEY } from "../support/test-settings.ts";
import { usageOf, type Usage } from "./process-usage.ts";
import { pause } from "./script.ts";
import { HUB, type Workload } from "./worker-bundle.ts";

// The package is CommonJS with a `default`. Node and TypeScript import it differently, so it is required.
const { default: WORKERD } = createRequire(import.meta.url)("workerd") as {
  readonly default: string; // SAFETY: its documented export, the path of the binary.
};

const READY_MS = 15_000;
const SIGNALS = ["SIGINT", "SIGTERM"];

function exit(): never {
  process.exit(1);
}

export class WorkerdServer {
  readonly port: number;
  readonly #directory: string;
  readonly #readyPath: string;
  #child: ChildProcess | undefined;
  /** The end of the runtime's stderr, for the error message. */
  #stderr = "";

  private constructor(port: number, directory: string, readyPath: string) {
    this.port = port;
    this.#directory = directory;
    this.#readyPath = readyPath;
    // An interrupted run removes its runtime and storage.
    process.once("exit", this.#disposeNow);
    for (const signal of SIGNALS) process.once(signal, exit);
  }

  readonly #disposeNow = (): void => {
    this.#child?.kill("SIGKILL");
    rmSync(this.#directory, { recursive: true, force: true });
  };

  /**
   * Starts a server with an empty hub, or with another Worker, and its storage under `parent`. The binary is the
   * toolchain's or `MINIFLARE_WORKERD_PATH`.
   */
  static async start(parent = tmpdir(), workload: Workload = HUB): Promise<WorkerdServer> {
    const directory = mkdtempSync(join(parent, "signal-hub-workerd-"));
    const server = new WorkerdServer(await freePort(), directory, workload.readyPath);
    try {
      mkdirSync(join(directory, "storage"));
      await workload.bundleInto(directory);
      const config = workload.configText(server.port, join(directory, "storage"));
      writeFileSync(join(directory, "config.capnp"), config);
      await server.start();
    } catch (error) {
      await server.dispose();
      throw error;
    }
    return server;
  }

  /** Starts again on the same port and storage. */
  async start(): Promise<void> {
    const binary = process.env["MINIFLARE_WORKERD_PATH"] ?? WORKERD;
    const child = spawn(binary, ["serve", "--experimental", "config.capnp"], {
      cwd: this.#directory,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#child = child;
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-2_000);
    });
    const deadline = performance.now() + READY_MS;
    while (performance.now() < deadline && child.exitCode === null) {
      const response = await fetch(this.url(this.#readyPath)).catch(() => null);
      if (response?.ok === true) return;
      await pause(20);
    }
    throw new Error(`workerd did not get ready: ${this.#stderr}`);
  }

  /** Kills with SIGKILL, as a power failure would. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  /** Kills the process and removes its storage. */
  async dispose(): Promise<void> {
    await this.kill();
    this.#disposeNow();
    process.off("exit", this.#disposeNow);
    for (const signal of SIGNALS) process.off(signal, exit);
  }

  usage(): Usage {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("the server is not running");
    return usageOf(pid);
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  token(claims: Claims = {}): Promise<string> {
    return vipToken(claims, JWT_SECRET);
  }

  post(body: string): Promise<Response> {
    return fetch(this.url("/internal/signals"), {
      method: "POST",
      headers: { Authorization: `Bearer ${PRODUCER_KEY}`, "Content-Type": "application/json" },
      body,
    });
  }

  operate(method: string, path: string): Promise<Response> {
    const headers = { Authorization: `Bearer ${OPERATOR_KEY}` };
    return fetch(this.url(`/internal${path}`), { method, headers });
  }
}
