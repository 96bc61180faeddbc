// Whether the port is free, and whether the service behind it is ready.

import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

import type { Service } from "../service/service-url.ts";
import { settingProblems } from "./setting-problems.ts";

/** The state of a service that starts. */
export type Health =
  | { readonly kind: "ready" }
  /** It runs and can't serve. `problem` is lines for people. */
  | { readonly kind: "misconfigured"; readonly problem: readonly string[] }
  | { readonly kind: "stopped" };

/** The interval between two requests, milliseconds. */
const POLL_INTERVAL_MS = 200;
/** How long one answer may take, milliseconds. The first one compiles the Worker. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Requests `/healthz` until the service itself answers, or until `stop`. */
export async function waitUntilHealthy(service: Service, stop: AbortSignal): Promise<Health> {
  while (!stop.aborted) {
    const health = await checkHealth(service);
    if (health !== undefined) return health;
    await pause(POLL_INTERVAL_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  return { kind: "stopped" };
}

async function checkHealth(service: Service): Promise<Health | undefined> {
  try {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const response = await fetch(service.http("/healthz"), { signal });
    const text = await response.text();
    if (response.ok) return { kind: "ready" };
    if (response.status === 503) return { kind: "misconfigured", problem: settingProblems(text) };
    return undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process on this machine listens on the port, over IPv4 or IPv6. */
export async function isPortTaken(port: number): Promise<boolean> {
  const listening = await Promise.all(["127.0.0.1", "::1"].map((host) => isListening(host, port)));
  return listening.includes(true);
}

function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
  });
}
