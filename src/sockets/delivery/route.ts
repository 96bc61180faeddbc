// Routing decides each group's entries by its filter alone.

import type { Filter } from "../../protocol/filter.ts";
import { evaluateFilter, type FilterOutcome } from "../../protocol/filter-match.ts";
import type { SubscriptionGroup } from "../connections/connection-index.ts";
import type { LogEntry } from "../ports/messages.ts";

/** An entry for a group of sockets, as it is or as a signal newly inside the filter. */
export interface QueuedMessage {
  readonly entry: LogEntry;
  readonly outcome: Exclude<FilterOutcome, "nothing">;
}

/** Entries, and each group's share of them. */
export interface RoutedMessages {
  readonly entries: readonly LogEntry[];
  /** For each entry, its number of sockets. */
  readonly recipients: readonly number[];
  readonly byGroup: ReadonlyMap<SubscriptionGroup, readonly QueuedMessage[]>;
}

/** Evaluates every group's filter for consecutive entries. It costs entries × groups. */
export function routeEntries(
  entries: readonly LogEntry[],
  groups: Iterable<SubscriptionGroup>,
): RoutedMessages {
  const recipients = entries.map(() => 0);
  const byGroup = new Map<SubscriptionGroup, readonly QueuedMessage[]>();
  const first = entries[0]?.seq;
  if (first === undefined) return { entries, recipients, byGroup };
  for (const group of groups) {
    const messages = matchFilter(entries, group.filter);
    if (messages.length > 0) byGroup.set(group, messages);
    for (const { entry } of messages) {
      const index = entry.seq - first;
      recipients[index] = (recipients[index] ?? 0) + group.members.size;
    }
  }
  return { entries, recipients, byGroup };
}

/** The entries inside the filter, in order. */
export function matchFilter(entries: readonly LogEntry[], filter: Filter): QueuedMessage[] {
  const matched: QueuedMessage[] = [];
  for (const entry of entries) {
    const outcome = evaluateFilter(filter, entry);
    if (outcome !== "nothing") matched.push({ entry, outcome });
  }
  return matched;
}
