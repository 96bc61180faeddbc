// Checks the clients' snapshots against the messages published before.

import { messageText, type Published } from "../plan/expectation.ts";
import { isMatch, type Data, type DrillFilter } from "../plan/filters.ts";
import type { ResumingClient } from "../clients/resuming-client.ts";

/** Describes each snapshot with other signals than the open ones at its `seq` under its client's filter. */
export function wrongSnapshots(
  clients: readonly ResumingClient[],
  published: readonly Published[],
): readonly string[] {
  return clients.flatMap(({ filter, snapshots }, index) =>
    snapshots
      .filter(({ complete }) => complete)
      .filter(({ seq, texts }) => {
        const expected = stateAt(seq, filter, published);
        return expected.join("\n") !== texts.toSorted().join("\n");
      })
      .map(({ seq }) => `client ${index} ${JSON.stringify(filter)} got a wrong snapshot at ${seq}`),
  );
}

function stateAt(
  lastSeq: number,
  filter: DrillFilter,
  published: readonly Published[],
): readonly string[] {
  const openSignals = new Map<string, { readonly signalType: string; readonly data: Data }>();
  for (const { seq, draft } of published) {
    if (seq > lastSeq) break;
    const { type, signalType, id, data } = draft;
    const key = JSON.stringify([signalType, id]);
    const before = openSignals.get(key)?.data ?? { id };
    openSignals.set(key, {
      signalType,
      data: type === "new_signal" ? data : { ...before, ...data },
    });
  }
  return [...openSignals.values()]
    .filter(({ signalType, data }) => isMatch(filter, signalType, data))
    .map(({ signalType, data }) => messageText("new_signal", signalType, null, data))
    .toSorted();
}
