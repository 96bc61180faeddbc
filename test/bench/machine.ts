// What was measured on: figures without it say nothing.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, loadavg, release, totalmem } from "node:os";
import { SERVERS } from "./contenders/peers.ts";

const PEERS = ["bun", "partyserver", "socket.io", "ws"] as const;

/** Processes that wanted a core, on average over the last five minutes: whatever else the machine was doing. */
export function loadNow(): string {
  return (loadavg()[1] ?? 0).toFixed(1);
}

export function machine(): Readonly<Record<string, string>> {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: `${cpus()[0]?.model ?? "unknown"}, ${availableParallelism()} cores`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    kernel: release(),
    load: loadNow(),
    node: process.version,
    workerd: versionIn(createRequire(import.meta.url).resolve("workerd/package.json")),
    ...peerVersions(),
  };
}

/** The versions that the first run installs, or has installed. */
function peerVersions(): Readonly<Record<string, string>> {
  const text = readFileSync(`${SERVERS}/package.json`, "utf8");
  const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> }; // SAFETY: our own file.
  return Object.fromEntries(PEERS.map((peer) => [peer, dependencies[peer] ?? ""]));
}

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version; // SAFETY: npm's own.
}
