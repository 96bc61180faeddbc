// The plan of a publish. Every message of a batch is decided before anything is written. Pure.

import { entries, toObject, type RawJson } from "../../json/raw-json.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { encodeV2, type Message } from "../../protocol/server-messages.ts";
import type { ItemError } from "../../protocol/publish/publish-request.ts";
import { filterFieldsOf } from "../../protocol/filter-match.ts";
import type { LogEntry } from "../../sockets/ports/messages.ts";
import type { StoredSignal, SignalKey } from "../storage/signal-store.ts";

/** The outcome for one message. */
export type PlannedResult =
  | { readonly kind: "stored"; readonly entry: LogEntry }
  /** The signal is open with the same data, since the message at `seq`. */
  | { readonly kind: "duplicate"; readonly seq: number };

/** A batch ready to be stored whole. */
export interface PublishPlan {
  /** One for each message, in order. */
  readonly results: readonly PlannedResult[];
  /** The stored ones among them. */
  readonly entries: readonly LogEntry[];
  /** The last state of every changed signal. */
  readonly updatedSignals: readonly StoredSignal[];
}

/** Why a batch is rejected as a whole, with an error for each faulty message. */
export interface PlanRejection {
  readonly code: "body_invalid" | "signal_exists";
  readonly errors: readonly ItemError[];
}

/**
 * Numbers the messages from `next` and merges them into their signals. A batch is rejected where a signal would grow
 * past `LIMITS.signalChars` or is open with other data. `lookUp` is called once for each signal of the batch.
 */
export function planPublish(
  messages: readonly Message[],
  next: number,
  now: number,
  lookUp: (key: SignalKey) => StoredSignal | null,
): Result<PublishPlan, PlanRejection> {
  const updated = new Map<string, StoredSignal>();
  const results: PlannedResult[] = [];
  const entries: LogEntry[] = [];
  const conflicts: ItemError[] = [];
  const oversized: ItemError[] = [];

  for (const [index, message] of messages.entries()) {
    const key = `${message.signalType}\n${message.id}`;
    const before = updated.get(key) ?? lookUp(message);

    if (message.type === "new_signal" && before?.opened) {
      if (isSame(message, before.opened.data, before.expiresAt)) {
        results.push({ kind: "duplicate", seq: before.opened.seq });
      } else {
        conflicts.push({ index, path: "", reason: "the signal exists with other data" });
      }
      continue;
    }

    const after = merge(message, before, next + entries.length, now);
    if (after.data.length > LIMITS.signalChars) {
      const reason = `the signal would be longer than ${LIMITS.signalChars} characters`;
      oversized.push({ index, path: "/data", reason });
      continue;
    }
    updated.set(key, after);
    const entry: LogEntry = {
      seq: after.seq,
      ts: now,
      message,
      isNew: message.type === "new_signal",
      before: before && filterFieldsOf(before.signalType, before.data),
      after: filterFieldsOf(after.signalType, after.data),
      merged: after.data,
      expiresAt: after.expiresAt,
      frame: encodeV2(message, after.seq, now),
    };
    entries.push(entry);
    results.push({ kind: "stored", entry });
  }

  if (oversized.length > 0) return err({ code: "body_invalid", errors: oversized });
  if (conflicts.length > 0) return err({ code: "signal_exists", errors: conflicts });
  return ok({ results, entries, updatedSignals: [...updated.values()] });
}

function isSame(
  message: Message & { readonly type: "new_signal" },
  data: RawJson,
  expiresAt: number | null,
): boolean {
  return message.data === data && message.expiresAt === expiresAt;
}

function merge(
  message: Message,
  before: StoredSignal | null,
  seq: number,
  ts: number,
): StoredSignal {
  const { signalType, id } = message;
  switch (message.type) {
    case "new_signal": {
      const { data, expiresAt } = message;
      return { signalType, id, seq, ts, data, expiresAt, opened: { seq, data } };
    }
    case "signal_update": {
      // A signal begun by an update still needs its id in `data`.
      const known = before ? entries(before.data) : new Map([["id", id]]);
      const data = toObject(new Map([...known, ...entries(message.data)]));
      const opened = before?.opened ?? null;
      return { signalType, id, seq, ts, data, expiresAt: before?.expiresAt ?? null, opened };
    }
  }
}
