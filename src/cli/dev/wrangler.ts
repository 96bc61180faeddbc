// Starts and stops the service under `wrangler dev` as one group of processes.

import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

import { UsageError } from "../command.ts";

const WRANGLER = "node_modules/wrangler/bin/wrangler.js";

/** How long wrangler may take to end, milliseconds. Past it the group is killed. */
const STOP_TIMEOUT_MS = 5_000;

/** The options of a start. */
export interface WranglerOptions {
  readonly port: number;
  /** The directory of the hub's storage. `undefined` for wrangler's own. */
  readonly persistTo: string | undefined;
  /** Whether the demo runs beside it. Its successful requests are not printed. */
  readonly withDemo: boolean;
}

/** A running group of processes. */
export interface Wrangler {
  /** Resolves when wrangler has ended, for any reason. */
  readonly ended: Promise<void>;
  /** Ends the whole group. Resolves when no process of it is left. */
  stop(): Promise<void>;
}

/** Throws a `UsageError` unless the directory is a checkout after `npm ci`. */
export function requireCheckout(directory: string): void {
  const present = ["wrangler.toml", WRANGLER].every((path) => existsSync(join(directory, path)));
  if (present) return;
  throw new UsageError(
    "this runs in a checkout only: clone the repository, then `npm ci` and `npm start` at its root",
  );
}

/** Starts the service. Its group ends with this process at the latest. */
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
        // wrangler would fetch `request.cf` from the network, and nothing here reads it.
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
        // Its trace store would keep every URL on the disk, and the guide's URLs have the token in them.
        X_LOCAL_OBSERVABILITY: "false",
      },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, because wrangler's launcher dies of SIGTERM and leaves its children.
      detached: process.platform !== "win32",
    },
  );
  forwardOutput(child, "stdout", options.withDemo);
  forwardOutput(child, "stderr", options.withDemo);
  // The group doesn't outlive this process.
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

const ANSI_ESCAPES = /\u001b\[[0-9;]*m/g; // oxlint-disable-line no-control-regex

/** wrangler logs each request as `[wrangler:info] POST /internal/signals 200 OK (3ms)`. */
const SUCCESSFUL_REQUEST = /^\[wrangler:info\] [A-Z]+ \S+ [1-3]\d\d /;

/** The service's event of a publish request. */
const PUBLISHED = /"event":"signals\.published"/;

/**
 * Whether a line of wrangler is printed. Successful requests are not. Beside the demo its publish events are not, for
 * they would bury the rest.
 */
export function shouldPrint(line: string, withDemo: boolean): boolean {
  const plain = line.replace(ANSI_ESCAPES, "");
  return !SUCCESSFUL_REQUEST.test(plain) && !(withDemo && PUBLISHED.test(plain));
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

/** Signals every process of the group. Returns `false` when none is left. */
function signalGroup(child: ChildProcess, signal: "SIGTERM" | "SIGKILL" | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(process.platform === "win32" ? child.pid : -child.pid, signal);
  } catch {
    return false;
  }
}
