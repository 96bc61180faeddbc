// The ingest door: one POST, and what came of it.

import { notice } from "./terminal-text.ts";
import { problemLines } from "./problem.ts";
import type { Service } from "./service-url.ts";

export interface PublishEndpoint {
  readonly service: Service;
  readonly key: string;
}

export type PublishOutcome =
  | { readonly kind: "accepted"; readonly text: string }
  | { readonly kind: "refused"; readonly status: number; readonly problem: readonly string[] }
  | { readonly kind: "unreachable"; readonly reason: string };

/** A hub that is asked to store a thousand messages answers well within this, milliseconds. */
const RESPONSE_TIMEOUT_MS = 30_000;

interface PublishOptions {
  readonly idempotencyKey?: string | undefined;
  /** Gives up waiting for the answer. */
  readonly stop?: AbortSignal;
}

/** Posts `body` as it is. Never throws for what the service or the network does. */
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

/** Says on standard error that the service can't be reached, and what to do. */
export function printUnreachable(service: Service, reason: string): void {
  notice(`Can't reach ${service.name} (${reason}).`);
  notice("Is the service running? `npm start` runs it here; --url names another.");
}

/** The system's own word where there is one, such as ECONNREFUSED. */
export function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  if (error.name === "TimeoutError") return "no answer in time";
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.cause === undefined ? error.message : networkReason(error.cause);
}
