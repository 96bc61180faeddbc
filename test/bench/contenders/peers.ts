// The packages of those who are measured beside the hub, in a folder of their own: nobody else needs them.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { progress } from "../script.ts";

export const SERVERS = new URL("servers", import.meta.url).pathname;

let installed: Promise<void> | undefined;

/** Installs them on the first run; where that fails it fails once, and the run goes on without them. */
export function installPeers(): Promise<void> {
  return (installed ??= install());
}

/** No script of theirs runs: Bun's would fetch what the package already holds. */
async function install(): Promise<void> {
  if (existsSync(`${SERVERS}/node_modules/.package-lock.json`)) return;
  progress("installing partyserver, ws, socket.io and bun for the first time, some 110 MB");
  try {
    await promisify(execFile)("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: SERVERS,
    });
  } catch {
    throw new Error(`its packages could not be installed: try npm ci in ${SERVERS}`);
  }
}
