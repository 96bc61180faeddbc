// One publish request over HTTP, and its outcome.

import { notice } from "../terminal-text.ts";
import { problemLines } from "./problem.ts";
import type { Service } from "./service-url.ts";

/** The service and the producer's key. */
export interface PublishEndpoint {
  readonly service: Service;
  readonly key: string;
}

/** The service's answer, or the reason why there is none. `problem` is lines for people. */
export type PublishOutcome =
  | { readonly kind: "accepted"; readonly text: string }
  | { readonly kind: "refused"; readonly status: number; readonly problem: readonly string[] }
  | { readonly kind: "unreachable"; readonly reason: string };

/** How long an answer may take, milliseconds. A thousand messages take far less. */
const RESPONSE_TIMEOUT_MS = 30_000;

interface PublishOptions {
  readonly idempotencyKey?: string | undefined;
  /** Ends the wait for the answer. */
  readonly stop?: AbortSignal;
}

/** Sends `body` as it is. An error of the service or the network is an outcome, and is not thrown. */
export async function publishMessages(
  endpoint: PublishEndpoint,
  body: string,
  { idempotencyKey, stop }: PublishOptions = {},
): Promise<PublishOutcome> {
  const headers = new Headers({
    authorization: `Bearer ${endpoint.key}`,
    "content-type": "application/json",
  });
  if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey);
  const timeout = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
  try {
    const response = await fetch(endpoint.service.http("/internal/signals"), {
      method: "POST",
      headers,
      body,
      redirect: "manual",
      signal: stop === undefined ? timeout : AbortSignal.any([timeout, stop]),
    });
    const text = await response.text();
    if (response.ok) return { kind: "accepted", text: text.trim() };
    return {
      kind: "refused",
      status: response.status,
      problem: problemLines(response.status, text),
    };
  } catch (error) {
    return { kind: "unreachable", reason: networkReason(error) };
  }
}

/** Prints on standard error that the service can't be reached, with a hint. */
export function printUnreachable(service: Service, reason: string): void {
  notice(`Can't reach ${service.name} (${reason}).`);
  notice("Is the service running? `npm start` runs it here; --url names another.");
}

/** The system's error code, such as ECONNREFUSED, or the error's message. */
export function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  if (error.name === "TimeoutError") return "no answer in time";
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.cause === undefined ? error.message : networkReason(error.cause);
}
