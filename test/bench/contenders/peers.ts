// Installs the packages of the peers into their own folder, for no other part of the project needs them.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { progress } from "../script.ts";

export const SERVERS = new URL("servers", import.meta.url).pathname;

let installed: Promise<void> | undefined;

/** Installs the peers on the first run. A failure is not retried, and the run continues without them. */
export function installPeers(): Promise<void> {
  return (installed ??= install());
}

/** Install scripts are off. Bun's would download a binary already in its platform package. */
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
