// The service under `wrangler dev`, as a group of processes that is started and stopped as one.

import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

import { UsageError } from "../usage-error.ts";
import { shouldPrint } from "./wrangler-output.ts";

const WRANGLER = "node_modules/wrangler/bin/wrangler.js";

/** How long wrangler may take to put its house in order, milliseconds. */
const STOP_TIMEOUT_MS = 5_000;

export interface WranglerOptions {
  readonly port: number;
  /** Where the hub's storage is kept; wrangler's own place if absent. */
  readonly persistTo: string | undefined;
  /** Whether the demo feed will run beside it. */
  readonly withDemo: boolean;
}

export interface Wrangler {
  /** Resolves when it is gone, whatever the reason. */
  readonly ended: Promise<void>;
  /** Ends it and all it started; resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/** Whether this directory is a checkout in which `npm ci` was run; if not, a `UsageError`. */
export function requireCheckout(directory: string): void {
  const present = ["wrangler.toml", WRANGLER].every((path) => existsSync(join(directory, path)));
  if (present) return;
  throw new UsageError(
    "this runs in a checkout only: clone the repository, then `npm ci` and `npm start` at its root",
  );
}

export function startWrangler(directory: string, options: WranglerOptions): Wrangler {
  const storage = options.persistTo === undefined ? [] : ["--persist-to", options.persistTo];
  const session = "--show-interactive-dev-session=false";
  const child = spawn(
    process.execPath,
    [join(directory, WRANGLER), "dev", "--port", String(options.port), ...storage, session],
    {
      cwd: directory,
      env: {
        ...process.env,
        WRANGLER_SEND_METRICS: "false",
        WRANGLER_HIDE_BANNER: "true",
        // Nothing here reads `request.cf`, which wrangler would fetch from the network.
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
        // Its trace store would keep the URL of every request on the disk: the guide's have the token in it.
        X_LOCAL_OBSERVABILITY: "false",
      },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: wrangler's launcher dies of SIGTERM without telling what it started.
      detached: process.platform !== "win32",
    },
  );
  forwardOutput(child, "stdout", options.withDemo);
  forwardOutput(child, "stderr", options.withDemo);
  // Whatever ends this process, its group doesn't outlive it.
  process.once("exit", () => signalGroup(child, "SIGTERM"));
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  return { ended, stop: () => stopGroup(child) };
}

function forwardOutput(child: ChildProcess, name: "stdout" | "stderr", withDemo: boolean): void {
  const input = child[name];
  if (input === null) return;
  createInterface({ input }).on("line", (line) => {
    if (shouldPrint(line, withDemo)) process[name].write(`${line}\n`);
  });
}

async function stopGroup(child: ChildProcess): Promise<void> {
  const deadline = performance.now() + STOP_TIMEOUT_MS;
  let alive = signalGroup(child, "SIGTERM");
  while (alive && performance.now() < deadline) {
    await pause(50);
    alive = signalGroup(child, 0);
  }
  if (alive) signalGroup(child, "SIGKILL");
}

/** Signals every process of the group; `false` when none is left. */
function signalGroup(child: ChildProcess, signal: "SIGTERM" | "SIGKILL" | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(process.platform === "win32" ? child.pid : -child.pid, signal);
  } catch {
    return false;
  }
}
