// The spreads from before the page was opened, read from the service's log.

import type { FilterRequest } from "../../../client/index.ts";
import { toMessage, type MessageFrame } from "../../../client/feed/signals.ts";
import { filterQuery } from "../../../protocol/filter.ts";
import { entries, type RawJson } from "../../../json/raw-json.ts";
import { LIMITS } from "../../../protocol/limits.ts";
import { formatCursor, type Cursor } from "../../../protocol/cursor.ts";
import { parseServerFrames, type RawNumbers } from "../../../protocol/parse-server-messages.ts";
import { spreadOf } from "./signal-fields.ts";
import type { SpreadPoint } from "./spread-history.ts";

type PointsByKey = ReadonlyMap<string, readonly SpreadPoint[]>;

/**
 * The spreads in the last page of the log before the cursor, by signal. It is empty after any error, because the lines
 * may as well begin now. `stop` aborts the request.
 */
export async function readPoints(
  token: string,
  filter: FilterRequest,
  { epoch, seq }: Cursor,
  stop: AbortSignal,
): Promise<PointsByKey> {
  const query = filterQuery(filter);
  const since = { epoch, seq: Math.max(0, seq - LIMITS.pageItems) };
  query.set("since", formatCursor(since));
  try {
    const response = await fetch(`/signals/log?${query.toString()}`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: stop,
    });
    return response.ok ? pointsByKey(await response.text()) : new Map();
  } catch {
    return new Map();
  }
}

/** The spreads in a page of the log, by the client's key of each signal, oldest first. */
export function pointsByKey(page: string): PointsByKey {
  const points = new Map<string, SpreadPoint[]>();
  // SAFETY: the service joins checked texts without white space.
  const messages = entries(page as RawJson).get("messages") ?? "[]";
  for (const parsed of parseServerFrames(messages)) {
    const { frame, raw } = parsed;
    if (frame.type !== "new_signal" && frame.type !== "signal_update") continue;
    // SAFETY: `raw` belongs to the same frame.
    const { key, ts, data } = toMessage(frame, raw as RawNumbers<MessageFrame>, true);
    const spread = spreadOf(data);
    if (spread === null) continue;
    const known = points.get(key);
    if (known === undefined) points.set(key, [{ at: ts, spread }]);
    else known.push({ at: ts, spread });
  }
  return points;
}
