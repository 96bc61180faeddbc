// Reads the CPU time and memory of a process from Linux's /proc.

import { readFileSync } from "node:fs";

export interface Usage {
  /** User and system time of all threads since its start, microseconds. */
  readonly cpuUs: number;
  /** Resident memory, bytes. */
  readonly rssBytes: number;
}

/** `USER_HZ` is 100 on every Linux that Node runs on. */
const TICK_US = 10_000;

export function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name in parentheses may hold spaces. The state follows it as the third field (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return {
    cpuUs: (Number(fields[11]) + Number(fields[12])) * TICK_US,
    rssBytes: kilobytes(status, "VmRSS") * 1_024,
  };
}

function kilobytes(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0);
}
