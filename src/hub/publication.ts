// What becomes of a batch of messages, decided as a whole before anything is written.

import { members, objectOf, type JsonText } from "../protocol/json-text.ts";
import { no, ok, type Result } from "../protocol/result.ts";
import { LIMITS } from "../protocol/limits.ts";
import { storedFrame, type Message } from "../protocol/server-frames.ts";
import type { ItemError } from "../protocol/producer-message.ts";
import { facetsOf } from "../protocol/filter-match.ts";
import type { Change } from "./change.ts";
import type { HeldSignal, SignalKey } from "./signal-book.ts";

export type Outcome =
  | { readonly kind: "stored"; readonly change: Change }
  /** The hub already holds this very signal, opened by the message at `seq`. */
  | { readonly kind: "duplicate"; readonly seq: number };

export interface Publication {
  /** One for each message, in order. */
  readonly outcomes: readonly Outcome[];
  /** The stored ones among them. */
  readonly changes: readonly Change[];
  /** The last state of every signal that was touched. */
  readonly held: readonly HeldSignal[];
}

/** Why a batch is refused as a whole, with every message that is to blame. */
export interface PublicationRefusal {
  readonly code: "body_invalid" | "signal_exists";
  readonly errors: readonly ItemError[];
}

/**
 * Numbers the messages from `next` and merges them into the book, or names every message whose signal
 * would grow too big or exists with other data. A number is used only by a message that is stored.
 */
export function planPublication(
  messages: readonly Message[],
  next: number,
  now: number,
  lookUp: (key: SignalKey) => HeldSignal | null,
): Result<Publication, PublicationRefusal> {
  const held = new Map<string, HeldSignal>();
  const outcomes: Outcome[] = [];
  const changes: Change[] = [];
  const conflicts: ItemError[] = [];
  const oversized: ItemError[] = [];

  for (const [index, message] of messages.entries()) {
    const key = `${message.signalType}\n${message.id}`;
    const before = held.get(key) ?? lookUp(message);

    if (message.type === "new_signal" && before?.opened) {
      if (isSame(message, before.opened.data, before.expiresAt)) {
        outcomes.push({ kind: "duplicate", seq: before.opened.seq });
      } else {
        conflicts.push({ index, path: "", reason: "the signal exists with other data" });
      }
      continue;
    }

    const after = merge(message, before, next + changes.length, now);
    if (after.data.length > LIMITS.signalChars) {
      const reason = `the signal would be longer than ${LIMITS.signalChars} characters`;
      oversized.push({ index, path: "/data", reason });
      continue;
    }
    held.set(key, after);
    const change: Change = {
      seq: after.seq,
      ts: now,
      message,
      opens: message.type === "new_signal",
      before: before && facetsOf(before.signalType, before.data),
      after: facetsOf(after.signalType, after.data),
      merged: after.data,
      expiresAt: after.expiresAt,
      frame: storedFrame(message, after.seq, now),
    };
    changes.push(change);
    outcomes.push({ kind: "stored", change });
  }

  if (oversized.length > 0) return no({ code: "body_invalid", errors: oversized });
  if (conflicts.length > 0) return no({ code: "signal_exists", errors: conflicts });
  return ok({ outcomes, changes, held: [...held.values()] });
}

function isSame(
  message: Message & { readonly type: "new_signal" },
  data: JsonText,
  expiresAt: number | null,
): boolean {
  return message.data === data && message.expiresAt === expiresAt;
}

function merge(message: Message, before: HeldSignal | null, seq: number, ts: number): HeldSignal {
  const { signalType, id } = message;
  switch (message.type) {
    case "new_signal": {
      const { data, expiresAt } = message;
      return { signalType, id, seq, ts, data, expiresAt, opened: { seq, data } };
    }
    case "signal_update": {
      // A record that an update starts still has to say whose it is.
      const known = before ? members(before.data) : new Map([["id", id]]);
      const data = objectOf(new Map([...known, ...members(message.data)]));
      const opened = before?.opened ?? null;
      return { signalType, id, seq, ts, data, expiresAt: before?.expiresAt ?? null, opened };
    }
  }
}
