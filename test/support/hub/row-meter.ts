// The storage cost of a hub, as the platform's own count of rows.

import { runInDurableObject } from "cloudflare:test";
import type { TestHub } from "./test-hub.ts";

export interface Meter {
  /** Rows written to tables and indexes since the meter was attached. */
  rows(): number;
  /** Rows that statements visited since the meter was attached. */
  rowsRead(): number;
  /** How often the alarm was set. */
  alarms(): number;
}

/**
 * Reads `rowsWritten` and `rowsRead` of every cursor, the platform's billed figures, until the hub is evicted. An alarm has no
 * cursor. Each `setAlarm` is billed as one row and counted separately.
 */
export async function attachMeter(hub: TestHub): Promise<Meter> {
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  let alarms = 0;
  await runInDurableObject(hub.stub, (_, { storage }) => {
    const { sql } = storage;
    const exec = sql.exec.bind(sql);
    sql.exec = ((query: string, ...bindings: unknown[]) => {
      const cursor = exec(query, ...bindings);
      cursors.push(cursor);
      return cursor;
    }) as typeof sql.exec; // SAFETY: it returns the cursor of `exec`.
    const setAlarm = storage.setAlarm.bind(storage);
    storage.setAlarm = (time, options) => {
      alarms += 1;
      return setAlarm(time, options);
    };
  });
  return {
    // A cursor's count grows while it is read.
    rows: () => cursors.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0),
    rowsRead: () => cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
    alarms: () => alarms,
  };
}
