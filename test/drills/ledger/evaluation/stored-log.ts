// Reads the stored messages from the database file of a stopped service.

import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { messageText } from "../plan/expectation.ts";
import type { Data } from "../plan/filters.ts";

export interface StoredMessage {
  readonly seq: number;
  /** In the form of `messageText`. */
  readonly text: string;
}

/** A frame as stored in the log and sent to v2 clients. */
interface Frame {
  readonly type: string;
  readonly signal_type: string;
  readonly signal_id?: number | string;
  readonly data: Data;
  readonly seq: number;
}

export function storedMessage({ type, signal_type, signal_id, data, seq }: Frame): StoredMessage {
  return { seq, text: messageText(type, signal_type, signal_id ?? null, data) };
}

/** Returns every message in the log of the hub under this directory, in order. */
export function readStoredLog(storage: string): readonly StoredMessage[] {
  // Opening the database recovers the journal of the killed process, so it works on a copy.
  const copy = mkdtempSync(join(tmpdir(), "signal-hub-disk-"));
  try {
    const file = databaseIn(storage);
    cpSync(dirname(file), copy, { recursive: true });
    const database = new DatabaseSync(join(copy, basename(file)));
    try {
      const rows = database.prepare("SELECT frames FROM log ORDER BY last_seq").all();
      return rows.flatMap(({ frames }) =>
        // SAFETY: the column is TEXT, and the hub wrote its lines.
        (frames as string).split("\n").map((line) => storedMessage(JSON.parse(line) as Frame)),
      );
    } finally {
      database.close();
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Returns the path of the hub's database. The platform keeps its metadata in another one beside it. */
function databaseIn(storage: string): string {
  const files = readdirSync(storage, { recursive: true, encoding: "utf8" });
  const found = files.filter((file) => file.endsWith(".sqlite") && !file.includes("metadata"));
  const [file, second] = found;
  if (file === undefined || second !== undefined) {
    throw new Error(`there are ${found.length} databases on the disk`);
  }
  return join(storage, file);
}
