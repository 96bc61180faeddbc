// The ingest door: one POST, and what came of it.

import { notice } from "./terminal-text.ts";
import { problemLines } from "./problem.ts";
import type { Service } from "./service-url.ts";

export interface IngestDoor {
  readonly service: Service;
  readonly key: string;
}

export type IngestAnswer =
  | { readonly kind: "accepted"; readonly text: string }
  | { readonly kind: "refused"; readonly status: number; readonly problem: readonly string[] }
  | { readonly kind: "unreachable"; readonly reason: string };

/** A hub that is asked to store a thousand messages answers well within this, milliseconds. */
const ANSWER_MS = 30_000;

interface PostOptions {
  readonly idempotencyKey?: string | undefined;
  /** Gives up waiting for the answer. */
  readonly stop?: AbortSignal;
}

/** Posts `body` as it is. Never throws for what the service or the network does. */
export async function postMessages(
  door: IngestDoor,
  body: string,
  { idempotencyKey, stop }: PostOptions = {},
): Promise<IngestAnswer> {
  const headers = new Headers({
    authorization: `Bearer ${door.key}`,
    "content-type": "application/json",
  });
  if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey);
  const late = AbortSignal.timeout(ANSWER_MS);
  try {
    const answer = await fetch(door.service.http("/internal/signals"), {
      method: "POST",
      headers,
      body,
      redirect: "manual",
      signal: stop === undefined ? late : AbortSignal.any([late, stop]),
    });
    const text = await answer.text();
    if (answer.ok) return { kind: "accepted", text: text.trim() };
    return { kind: "refused", status: answer.status, problem: problemLines(answer.status, text) };
  } catch (error) {
    return { kind: "unreachable", reason: networkReason(error) };
  }
}

/** Says on standard error that the service can't be reached, and what to do. */
export function sayUnreachable(service: Service, reason: string): void {
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
