// Waits for a condition, or for a feed to settle, with a timeout.

import { pause } from "../../from-bench.ts";
import type { Expected } from "../plan/expectation.ts";
import type { DrillFilter } from "../plan/filters.ts";
import type { ResumingClient } from "../clients/resuming-client.ts";

/** Without progress for this long a feed counts as stuck, milliseconds. */
const NO_PROGRESS_MS = 15_000;
const DEFAULT_TIMEOUT_MS = 120_000;

/** Resolves once the condition holds. Throws the message after the timeout. */
export async function until(
  holds: () => boolean,
  message: string,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(message);
    await pause(10);
  }
}

type SettlingClient = Pick<ResumingClient, "filter" | "seqs" | "live" | "handled">;

/** Waits until each client has its last expected message, and a moment longer for duplicates. */
export async function untilSettled(
  clients: readonly SettlingClient[],
  expected: ReadonlyMap<DrillFilter, readonly Expected[]>,
): Promise<void> {
  let progressAt = performance.now();
  let before = -1;
  while (performance.now() - progressAt < NO_PROGRESS_MS) {
    const delivered = clients.reduce((sum, { seqs }) => sum + seqs.length, 0);
    if (delivered !== before) progressAt = performance.now();
    before = delivered;
    const settled = clients.every(
      ({ live, handled, filter }) => live && handled >= (expected.get(filter)?.at(-1)?.seq ?? 0),
    );
    if (settled) break;
    await pause(50);
  }
  await pause(200);
}
