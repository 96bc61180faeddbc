// What this service costs on Cloudflare, as docs/operations.md explains it.

import { LIMITS } from "../../protocol/limits.ts";
import { beyond, type Bill } from "./bill.ts";
import { DAYS, monthOf, type Feed } from "./feed.ts";
import { CLOUDFLARE } from "../../prices.ts";

/** One message in ten opens a signal, whose row is deleted once. */
const OPENING_PART = 0.1;
/** Each request of the Worker, milliseconds. */
const CPU_MS = 1;
/** Six an hour prune the log. */
const ALARMS = DAYS * 24 * 6;

export function hubBill(feed: Feed): Bill {
  const { posts, messages, connects, listeners } = monthOf(feed);
  const requests = posts + connects;
  // A post's row of the log and its deletion; a message's row of the book; a signal's deletion; the alarms.
  const rows = 2 * posts + messages + OPENING_PART * messages + ALARMS;
  const gbSeconds = DAYS * 24 * 3_600 * CLOUDFLARE.hubMemoryGb;
  return {
    kind: "priced",
    service: "signal-hub on Cloudflare",
    items: [
      { text: "Workers Paid", dollars: CLOUDFLARE.subscription },
      {
        text: "requests of the Worker",
        dollars:
          beyond(requests, CLOUDFLARE.workerRequests) +
          beyond(requests * CPU_MS, CLOUDFLARE.workerCpuMs),
      },
      { text: "requests of the hub", dollars: beyond(requests + ALARMS, CLOUDFLARE.hubRequests) },
      { text: "a hub that never sleeps", dollars: beyond(gbSeconds, CLOUDFLARE.hubGbSeconds) },
      { text: "rows written", dollars: beyond(rows, CLOUDFLARE.rowsWritten) },
      { text: "deliveries and traffic", dollars: 0 },
    ],
    notes: listeners > LIMITS.sockets ? [`one hub takes ${LIMITS.sockets} sockets`] : [],
  };
}
