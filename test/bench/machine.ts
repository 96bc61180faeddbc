// Describes the machine and the versions of a run. Figures mean nothing without them.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, loadavg, release, totalmem } from "node:os";
import { SERVERS } from "./contenders/peers.ts";

const PEERS = ["bun", "partyserver", "socket.io", "ws"] as const;

/** The load average of the last five minutes, for other work on the machine. */
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

/** The pinned versions of the peers. */
function peerVersions(): Readonly<Record<string, string>> {
  const text = readFileSync(`${SERVERS}/package.json`, "utf8");
  const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> }; // SAFETY: our own file.
  return Object.fromEntries(PEERS.map((peer) => [peer, dependencies[peer] ?? ""]));
}

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version; // SAFETY: npm's own.
}
