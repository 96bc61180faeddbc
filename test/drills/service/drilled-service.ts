// The service of one drill. It runs the deployed bundle on workerd, with its own port and storage.

import { spawn, type ChildProcess } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HubStats } from "../../../src/protocol/stats/hub-stats.ts";
import { vipToken, type Claims } from "../../support/auth/access-tokens.ts";
import { freePort } from "../../support/live/free-port.ts";
import { pause, usageOf, type Usage } from "../from-bench.ts";
import { copyBundle } from "./bundle.ts";
import { SECRETS, SETTINGS } from "./canary.ts";
import { configurationText } from "./configuration.ts";
import type { LogWatch } from "./log-watch.ts";
import { COMMANDS_PATH, type FaultCounts, type FaultCommand } from "./fault-commands.ts";

export interface ServiceOptions {
  /** Settings added to the usual ones. An empty text removes a setting. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly rejectionsPerMinute?: number;
  /** The user id of the runtime's process. */
  readonly uid?: number;
  /** Prepares the storage directory before the first start. */
  readonly disk?: (storage: string) => Promise<void>;
}

const { default: WORKERD } = createRequire(import.meta.url)("workerd") as {
  readonly default: string; // SAFETY: its documented export, the path of the binary.
};
const SERVE = ["serve", "--experimental", "config.capnp"];
const READY_MS = 20_000;
const RESPONSE_MS = 20_000;

const running = new Set<DrilledService>();
process.once("exit", () => {
  for (const service of running) service.disposeNow();
});

export class DrilledService {
  readonly port: number;
  readonly directory: string;
  readonly #options: ServiceOptions;
  readonly #logs: LogWatch;
  #child: ChildProcess | undefined;

  private constructor(port: number, options: ServiceOptions, logs: LogWatch) {
    this.port = port;
    this.directory = mkdtempSync(join(tmpdir(), "signal-hub-drill-"));
    this.#options = options;
    this.#logs = logs;
    running.add(this);
  }

  /** Starts a service. Its hub is empty unless its storage was prepared. */
  static async start(options: ServiceOptions, logs: LogWatch): Promise<DrilledService> {
    const service = new DrilledService(await freePort(), options, logs);
    try {
      await service.#prepare();
      await service.start();
    } catch (error) {
      await service.dispose();
      throw error;
    }
    return service;
  }

  get storage(): string {
    return join(this.directory, "storage");
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("the service is not running");
    return pid;
  }

  async #prepare(): Promise<void> {
    mkdirSync(this.storage);
    await copyBundle(this.directory);
    const configuration = configurationText({
      port: this.port,
      storage: this.storage,
      settings: withoutEmpty({ ...SETTINGS, ...this.#options.settings }),
      rejectionsPerMinute: this.#options.rejectionsPerMinute ?? 100,
    });
    writeFileSync(join(this.directory, "config.capnp"), configuration);
    await this.#options.disk?.(this.storage);
    const { uid } = this.#options;
    if (uid !== undefined)
      for (const path of [this.directory, this.storage]) chownSync(path, uid, uid);
  }

  /** Starts again on the same port and storage. */
  async start(): Promise<void> {
    const { uid } = this.#options;
    const child = spawn(WORKERD, SERVE, {
      cwd: this.directory,
      stdio: ["ignore", "pipe", "pipe"],
      ...(uid !== undefined && { uid, gid: uid }),
    });
    this.#child = child;
    // A failed spawn runs into the deadline below.
    child.on("error", () => {});
    this.#logs.watch(child.stdout);
    this.#logs.watch(child.stderr);
    const deadline = performance.now() + READY_MS;
    while (performance.now() < deadline && child.exitCode === null) {
      const response = await fetch(this.url("/healthz")).catch(() => null);
      await response?.body?.cancel();
      if (response !== null) return;
      await pause(10);
    }
    throw new Error(`workerd did not get ready (exit code ${child.exitCode})`);
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
    running.delete(this);
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Does the same without waiting, for an interrupted run. */
  disposeNow(): void {
    this.#child?.kill("SIGKILL");
    rmSync(this.directory, { recursive: true, force: true });
  }

  usage(): Usage {
    return usageOf(this.pid);
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  socketUrl(query = ""): string {
    return `ws://127.0.0.1:${this.port}/ws/signals${query}`;
  }

  token(claims: Claims = {}): Promise<string> {
    return vipToken(claims, SECRETS.JWT_SECRET);
  }

  /** Sends a publish request as the producer `scanner`. */
  post(body: string, idempotencyKey?: string): Promise<Response> {
    return fetch(this.url("/internal/signals"), {
      method: "POST",
      headers: {
        Authorization: `Bearer ${SECRETS.PRODUCER_KEY}`,
        "Content-Type": "application/json",
        ...(idempotencyKey !== undefined && { "Idempotency-Key": idempotencyKey }),
      },
      body,
      signal: AbortSignal.timeout(RESPONSE_MS),
    });
  }

  operate(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(this.url(`/internal${path}`), {
      method,
      headers: {
        Authorization: `Bearer ${SECRETS.OPERATOR_KEY}`,
        "Content-Type": "application/json",
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(RESPONSE_MS),
    });
  }

  async stats(): Promise<HubStats> {
    return (await this.operate("GET", "/stats")).json<HubStats>(); // SAFETY: the route's answer.
  }

  async inject(command: FaultCommand): Promise<FaultCounts> {
    const response = await fetch(this.url(COMMANDS_PATH), {
      method: "POST",
      body: JSON.stringify(command),
    });
    if (!response.ok)
      throw new Error(`a fault command was answered ${response.status}: ${command.do}`);
    return response.json<FaultCounts>(); // SAFETY: the drilled worker wrote it.
  }
}

function withoutEmpty(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ""));
}
