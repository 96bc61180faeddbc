// What happened before the page was opened, from the service's log: lines that begin in the past.

import type { FilterRequest } from "../../client/index.ts";
import { messageOf, type MessageFrame } from "../../client/intake.ts";
import { filterQuery } from "../../protocol/filter.ts";
import { members, type JsonText } from "../../protocol/json-text.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { formatPosition, type Position } from "../../protocol/position.ts";
import { readServerFrames, type Digits } from "../../protocol/read-server-frames.ts";
import { spreadOf } from "./open-signals.ts";
import type { SpreadPoint } from "./spread-history.ts";

type PointsByKey = ReadonlyMap<string, readonly SpreadPoint[]>;

/**
 * The spreads of the last page of messages before a position, by signal. Lines that begin now would do as well:
 * whatever goes wrong here, there are none.
 */
export async function readPoints(
  token: string,
  filter: FilterRequest,
  { epoch, seq }: Position,
  stop: AbortSignal,
): Promise<PointsByKey> {
  const query = filterQuery(filter);
  const since = { epoch, seq: Math.max(0, seq - LIMITS.pageItems) };
  query.set("since", formatPosition(since));
  try {
    const answer = await fetch(`/signals/log?${query.toString()}`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: stop,
    });
    return answer.ok ? pointsIn(await answer.text()) : new Map();
  } catch {
    return new Map();
  }
}

/** The spreads of a page of the log, by signal, oldest first. */
export function pointsIn(page: string): PointsByKey {
  const points = new Map<string, SpreadPoint[]>();
  // SAFETY: the service joins its answer out of checked texts, without white space.
  const messages = members(page as JsonText).get("messages") ?? "[]";
  for (const read of readServerFrames(messages)) {
    const { frame, digits } = read;
    if (frame.type !== "new_signal" && frame.type !== "signal_update") continue;
    // SAFETY: the digits are the same frame's.
    const { key, ts, data } = messageOf(frame, digits as Digits<MessageFrame>, true);
    const spread = spreadOf(data);
    if (spread === null) continue;
    const known = points.get(key);
    if (known === undefined) points.set(key, [{ at: ts, spread }]);
    else known.push({ at: ts, spread });
  }
  return points;
}
