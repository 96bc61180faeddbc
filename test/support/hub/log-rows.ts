// Direct access to the rows of a hub's log, to fill it and to prune it.

import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import type { TestHub } from "./test-hub.ts";

/** Drops the rows before message `oldest`, as pruning does, and evicts the hub. */
export async function forgetBefore(hub: TestHub, oldest: number): Promise<void> {
  await runInDurableObject(hub.stub, (_, { storage }) => {
    storage.sql.exec("DELETE FROM log WHERE last_seq < ?", oldest);
  });
  await evictDurableObject(hub.stub);
}

/** Adds messages `from` to `to`, a thousand to a row. They are signals of the coin NB with their number as id. */
export async function fillLog(hub: TestHub, from: number, to: number): Promise<void> {
  await runInDurableObject(hub.stub, (_, { storage }) => {
    const after = { signalType: "mexc_dex", coinName: "NB", position: null, spread: null };
    for (let first = from; first <= to; first += 1_000) {
      const count = Math.min(1_000, to - first + 1);
      const numbers = Array.from({ length: count }, (_, index) => first + index);
      storage.sql.exec(
        "INSERT INTO log (last_seq, first_seq, ts, frames, changes) VALUES (?, ?, ?, ?, ?)",
        first + count - 1,
        first,
        Date.now(),
        numbers.map(filledFrame).join("\n"),
        JSON.stringify(numbers.map(() => [true, null, after, null, null])),
      );
    }
  });
  await evictDurableObject(hub.stub);
}

function filledFrame(seq: number): string {
  const data = `{"id":${seq},"coin_name":"NB"}`;
  return `{"type":"new_signal","signal_type":"mexc_dex","data":${data},"seq":${seq},"ts":${seq}}`;
}
