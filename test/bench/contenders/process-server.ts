// Starts the contenders with their own server process, under Node and Bun.

import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { usageOf } from "../process-usage.ts";
import { pause } from "../script.ts";
import { freePort } from "../../support/live/free-port.ts";
import type { Running } from "./contender.ts";
import { SERVERS } from "./peers.ts";

const READY_MS = 10_000;

interface ProcessServer {
  readonly binary: string;
  /** Its module under `servers/`. */
  readonly file: string;
  readonly path: string;
  readonly hello: string;
}

export async function startProcess({ binary, file, path, hello }: ProcessServer): Promise<Running> {
  const port = await freePort();
  const child = spawn(binary, [`${SERVERS}/${file}`, String(port)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const { pid } = child;
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  const deadline = performance.now() + READY_MS;
  while ((await fetch(`http://127.0.0.1:${port}/`).catch(() => null))?.ok !== true) {
    if (performance.now() > deadline || child.exitCode !== null || pid === undefined) {
      kill();
      throw new Error(`${file} did not get ready`);
    }
    await pause(20);
  }
  return {
    endpoint: { port, path: "/" },
    hello,
    requests: () => Promise.resolve([{ path, protocols: [] }]),
    usage: () => usageOf(pid ?? 0),
    async dispose() {
      process.off("exit", kill);
      const gone = new Promise((resolve) => child.once("exit", resolve));
      kill();
      await gone;
    },
  };
}

/** Returns the path of Bun's binary for this platform. */
export function bunBinary(): string {
  const packages = `${SERVERS}/node_modules/@oven`;
  const binary = readdirSync(packages)
    .map((name) => `${packages}/${name}/bin/bun`)
    .find((file) => existsSync(file) && !file.includes("musl"));
  if (binary === undefined) throw new Error("Bun has no binary for this platform");
  return binary;
}
