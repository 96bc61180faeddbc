// What this service costs on Cloudflare, as docs/operations.md explains it.

import { LIMITS } from "../../protocol/limits.ts";
import { overage, type Bill } from "./bill.ts";
import { DAYS, monthlyUsage, type Feed } from "./feed.ts";
import { CLOUDFLARE } from "../../prices.ts";

/** One message in ten opens a signal, whose row is deleted once. */
const NEW_SIGNAL_SHARE = 0.1;
/** Each request of the Worker, milliseconds. */
const CPU_MS = 1;
/** Six an hour prune the log. */
const ALARMS = DAYS * 24 * 6;

export function hubBill(feed: Feed): Bill {
  const { publishRequests, messages, connects, concurrentSockets } = monthlyUsage(feed);
  const requests = publishRequests + connects;
  // A post's row of the log and its deletion; a message's row of the book; a signal's deletion; the alarms.
  const rows = 2 * publishRequests + messages + NEW_SIGNAL_SHARE * messages + ALARMS;
  const gbSeconds = DAYS * 24 * 3_600 * CLOUDFLARE.hubMemoryGb;
  return {
    kind: "priced",
    service: "signal-hub on Cloudflare",
    items: [
      { text: "Workers Paid", dollars: CLOUDFLARE.subscription },
      {
        text: "requests of the Worker",
        dollars:
          overage(requests, CLOUDFLARE.workerRequests) +
          overage(requests * CPU_MS, CLOUDFLARE.workerCpuMs),
      },
      { text: "requests of the hub", dollars: overage(requests + ALARMS, CLOUDFLARE.hubRequests) },
      { text: "a hub that never sleeps", dollars: overage(gbSeconds, CLOUDFLARE.hubGbSeconds) },
      { text: "rows written", dollars: overage(rows, CLOUDFLARE.rowsWritten) },
      { text: "deliveries and traffic", dollars: 0 },
    ],
    notes: concurrentSockets > LIMITS.sockets ? [`one hub takes ${LIMITS.sockets} sockets`] : [],
  };
}
