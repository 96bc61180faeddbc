// The hub's numbers as metrics, each with its name, its help text and its value's origin.

import { ERRORS, type ErrorCode } from "../../errors.ts";
import type { HubStats } from "../../protocol/hub-stats.ts";
import type { Metric, Sample, Simple } from "../../protocol/prometheus-text.ts";
import type { SourceState, SourceStatus } from "../../protocol/server-messages.ts";
import { SUBPROTOCOLS } from "../../protocol/subprotocol.ts";
import type { DisconnectReason } from "../../sockets/ports/host.ts";
import {
  FLUSH_MESSAGES,
  FLUSH_MS,
  type Counter,
  type Counters,
  type RequestKind,
} from "../telemetry/counters.ts";

/** The metrics' inputs. */
export interface MetricInput {
  readonly stats: HubStats;
  readonly sources: Readonly<Record<string, SourceStatus>>;
  readonly counters: Counters;
  /** Unix milliseconds. */
  readonly now: number;
}

const SOURCE_STATES = ["live", "late", "down"] as const satisfies readonly SourceState[];
const KINDS = ["fetch", "rpc", "alarm", "frame"] as const satisfies readonly RequestKind[];

/** The hub's own errors. The Worker's rejections never reach the hub, and aren't counted. */
const HUB_ERRORS = [
  "unauthorized",
  "vip_required",
  "rate_limited",
  "overloaded",
  "body_invalid",
  "signal_exists",
  "idempotency_conflict",
  "frame_malformed",
  "frame_unknown",
] as const satisfies readonly ErrorCode[];

/** Every metric at `now`, in a fixed order. Values of 0 are there too. */
export function collectMetrics({ stats, sources, counters, now }: MetricInput): readonly Metric[] {
  const one = (name: Counter): readonly Sample[] => [{ value: counters.get(name) }];
  return [
    gauge(
      "sockets",
      "Open sockets, by subprotocol.",
      by("subprotocol", SUBPROTOCOLS, (key) => stats.sockets_by_subprotocol[key]),
    ),
    gauge("users", "Users with an open socket.", [{ value: stats.users }]),
    gauge("sockets_catching_up", "Sockets in the backlog, fed from the log.", [
      { value: stats.catching_up },
    ]),
    gauge("queued_messages", "Messages stored and not yet sent to every live socket.", [
      { value: stats.queued_messages },
    ]),
    gauge("open_signals", "Signals stored as open.", [{ value: stats.signals }]),
    gauge("log_newest_seq", "The newest message of the log.", [{ value: stats.seq }]),
    gauge("log_oldest_seq", "The oldest message of the log.", [{ value: stats.oldest_seq }]),
    gauge("database_bytes", "The size of the database.", [{ value: stats.database_bytes }]),
    gauge(
      "source_silent_seconds",
      "Since a source's last publish, for sources with an expected interval.",
      Object.entries(sources).flatMap(([source, { lastAt }]) =>
        lastAt === null ? [] : [{ labels: { source }, value: Math.max(0, now - lastAt) / 1_000 }],
      ),
    ),
    gauge(
      "source_state",
      "1 for the state of a source that clients were sent last, else 0.",
      Object.entries(sources).flatMap(([source, status]) =>
        SOURCE_STATES.map((state) => ({
          labels: { source, state },
          value: status.state === state ? 1 : 0,
        })),
      ),
    ),
    counter(
      "publications",
      "Publish requests with messages that were stored.",
      one("publications"),
    ),
    counter("messages", "Messages stored.", one("messages")),
    counter("duplicates", "Messages that the hub had stored before.", one("duplicates")),
    counter("deliveries", "Sockets that messages went to, summed.", one("deliveries")),
    counter("frames", "Frames with messages sent, live and from the log.", one("frames")),
    counter(
      "sockets_connected",
      "Sockets accepted, by subprotocol.",
      by("subprotocol", SUBPROTOCOLS, (key) => counters.get(`joined ${key}`)),
    ),
    counter(
      "sockets_disconnected",
      "Sockets ended, by error; client: it closed or vanished; failed: it could not be sent to.",
      by("reason", disconnectReasons(), (key) => counters.get(`ended ${key}`)),
    ),
    counter(
      "rejections",
      "Requests and frames that the hub itself rejected, by error.",
      by("code", HUB_ERRORS, (key) => counters.get(`refused ${key}`)),
    ),
    counter("rows_written", "Rows written to the database, alarms included.", one("rows")),
    counter(
      "requests",
      "What reached the hub, by kind; twenty frames are billed as one.",
      by("kind", KINDS, (key) => counters.get(`requests ${key}`)),
    ),
    counter("starts", "Times that a hub was made in this isolate.", [{ value: stats.starts }]),
    {
      type: "histogram",
      name: "signal_hub_flush_duration_seconds",
      help: "From a flush's first frame until the runtime took up its next task.",
      buckets: FLUSH_MS.map((ms) => ({ bound: ms / 1_000, count: counters.get(`flush_ms ${ms}`) })),
      more: counters.get("flush_ms more"),
      sum: counters.get("flush_ms sum") / 1_000,
    },
    {
      type: "histogram",
      name: "signal_hub_flush_messages",
      help: "Messages that one flush sent together.",
      buckets: FLUSH_MESSAGES.map((bound) => ({
        bound,
        count: counters.get(`flush_messages ${bound}`),
      })),
      more: counters.get("flush_messages more"),
      sum: counters.get("flush_messages sum"),
    },
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Simple {
  return { type: "gauge", name: `signal_hub_${name}`, help, samples };
}

function counter(name: string, help: string, samples: readonly Sample[]): Simple {
  return { type: "counter", name: `signal_hub_${name}_total`, help, samples };
}

/** A sample for each of the label's values. A rate needs a first value, so 0 is a sample too. */
function by<Key extends string>(
  label: string,
  keys: readonly Key[],
  value: (key: Key) => number,
): readonly Sample[] {
  return keys.map((key) => ({ labels: { [label]: key }, value: value(key) }));
}

function disconnectReasons(): readonly DisconnectReason[] {
  // SAFETY: the table's keys are its codes. Those with a close code are kept.
  const codes = Object.keys(ERRORS) as ErrorCode[];
  return [...codes.filter(closes), "client", "failed"];
}

function closes(code: ErrorCode): code is DisconnectReason & ErrorCode {
  return "close" in ERRORS[code];
}
