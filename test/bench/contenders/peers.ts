// The packages of those who are measured beside the hub, in a folder of their own: nobody else needs them.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { progress } from "../script.ts";

export const SERVERS = new URL("servers", import.meta.url).pathname;

/** Installs them on the first run. No script of theirs runs: Bun's would fetch what the package already holds. */
export async function installPeers(): Promise<void> {
  if (existsSync(`${SERVERS}/node_modules/.package-lock.json`)) return;
  progress("installing partyserver, ws, socket.io and bun for the first time");
  await promisify(execFile)("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: SERVERS,
  });
}
