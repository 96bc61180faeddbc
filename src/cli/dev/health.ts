// Whether the port is free, and whether the service behind it is ready.

import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

import type { Service } from "../service-url.ts";
import { settingProblems } from "./setting-problems.ts";

export type Health =
  | { readonly kind: "ready" }
  /** It runs but can't serve, and says why. */
  | { readonly kind: "unfit"; readonly problem: readonly string[] }
  | { readonly kind: "stopped" };

/** Between two questions, milliseconds. */
const ASK_EVERY_MS = 200;
/** One answer may take this long, milliseconds: the first one compiles the Worker. */
const ANSWER_MS = 10_000;

/** Asks until the service answers for itself, or until `stop`. */
export async function untilHealthy(service: Service, stop: AbortSignal): Promise<Health> {
  while (!stop.aborted) {
    const health = await ask(service);
    if (health !== undefined) return health;
    await pause(ASK_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  return { kind: "stopped" };
}

async function ask(service: Service): Promise<Health | undefined> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await fetch(service.http("/healthz"), { signal });
    const text = await answer.text();
    if (answer.ok) return { kind: "ready" };
    if (answer.status === 503) return { kind: "unfit", problem: settingProblems(text) };
    return undefined;
  } catch {
    return undefined;
  }
}

/** Whether something on this machine listens on the port, on either kind of address. */
export async function portTaken(port: number): Promise<boolean> {
  const found = await Promise.all(["127.0.0.1", "::1"].map((host) => answers(host, port)));
  return found.includes(true);
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const tell = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.once("connect", () => tell(true));
    socket.once("error", () => tell(false));
  });
}
