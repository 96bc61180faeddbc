// The hub's numbers as metrics: every name, what it means, and where its value comes from.

import { SUBPROTOCOLS, type Subprotocol } from "../../protocol/subprotocol.ts";
import type { Metric, Sample, Simple } from "../../protocol/prometheus-text.ts";
import type { SourceState, SourceStatus } from "../../protocol/server-messages.ts";
import { ERRORS, type ErrorCode } from "../../errors.ts";
import {
  FLUSH_MESSAGES,
  FLUSH_MS,
  type Counter,
  type Counters,
  type DisconnectReason,
  type RequestKind,
} from "../telemetry/counters.ts";
import type { HubStats } from "../../protocol/hub-stats.ts";

/** Everything that the metrics are made of. */
export interface MetricInput {
  readonly stats: HubStats;
  readonly sockets: Readonly<Record<Subprotocol, number>>;
  readonly sources: Readonly<Record<string, SourceStatus>>;
  readonly counters: Counters;
  /** Unix milliseconds. */
  readonly now: number;
}

const SOURCE_STATES = ["live", "late", "down"] as const satisfies readonly SourceState[];
const KINDS = ["fetch", "rpc", "alarm", "frame"] as const satisfies readonly RequestKind[];

/** The refusals that the hub itself gives; the Worker's own never reach it. */
const REFUSED = [
  "unauthorized",
  "vip_required",
  "overloaded",
  "body_invalid",
  "signal_exists",
  "idempotency_conflict",
  "frame_malformed",
  "frame_unknown",
] as const satisfies readonly ErrorCode[];

export function collectMetrics({
  stats,
  sockets,
  sources,
  counters,
  now,
}: MetricInput): readonly Metric[] {
  const one = (name: Counter): readonly Sample[] => [{ value: counters.get(name) }];
  return [
    gauge(
      "sockets",
      "Open sockets, by dialect.",
      by("dialect", SUBPROTOCOLS, (key) => sockets[key]),
    ),
    gauge("users", "Users with an open socket.", [{ value: stats.users }]),
    gauge("sockets_behind", "Sockets that catch up from the log.", [{ value: stats.catching_up }]),
    gauge("gathered_messages", "Messages stored and not yet pushed.", [
      { value: stats.queued_messages },
    ]),
    gauge("open_signals", "Signals in the book.", [{ value: stats.signals }]),
    gauge("log_newest_seq", "The newest message of the log.", [{ value: stats.seq }]),
    gauge("log_oldest_seq", "The oldest message of the log.", [{ value: stats.oldest_seq }]),
    gauge("database_bytes", "The size of the database.", [{ value: stats.database_bytes }]),
    gauge(
      "source_silent_seconds",
      "Since a source's last post, for sources that said how often they post.",
      Object.entries(sources).flatMap(([source, { lastAt }]) =>
        lastAt === null ? [] : [{ labels: { source }, value: Math.max(0, now - lastAt) / 1_000 }],
      ),
    ),
    gauge(
      "source_state",
      "1 for the state that clients were last told of a source, else 0.",
      Object.entries(sources).flatMap(([source, told]) =>
        SOURCE_STATES.map((state) => ({
          labels: { source, state },
          value: told.state === state ? 1 : 0,
        })),
      ),
    ),
    counter("publications", "Posts with messages that were taken.", one("publications")),
    counter("messages", "Messages stored.", one("messages")),
    counter("duplicates", "Messages posted that the hub held already.", one("duplicates")),
    counter("deliveries", "Sockets that messages were meant for, summed.", one("deliveries")),
    counter("frames", "Frames with messages sent, live and from the log.", one("frames")),
    counter(
      "sockets_joined",
      "Sockets let in, by dialect.",
      by("dialect", SUBPROTOCOLS, (key) => counters.get(`joined ${key}`)),
    ),
    counter(
      "sockets_ended",
      "Sockets gone, by refusal; client: it closed or vanished; failed: it could not be sent to.",
      by("why", departures(), (key) => counters.get(`ended ${key}`)),
    ),
    counter(
      "refusals",
      "Times that the hub itself said no, by refusal.",
      by("code", REFUSED, (key) => counters.get(`refused ${key}`)),
    ),
    counter("rows_written", "Rows written to the database, alarms included.", one("rows")),
    counter(
      "requests",
      "What reached the hub, by kind; twenty frames are billed as one.",
      by("kind", KINDS, (key) => counters.get(`requests ${key}`)),
    ),
    counter("wake_ups", "Times a hub was constructed in this isolate.", [{ value: stats.starts }]),
    {
      type: "histogram",
      name: "signal_hub_push_duration_seconds",
      help: "From a push's first frame until the runtime took up its next task.",
      buckets: FLUSH_MS.map((ms) => ({ bound: ms / 1_000, count: counters.get(`push_ms ${ms}`) })),
      more: counters.get("push_ms more"),
      sum: counters.get("push_ms sum") / 1_000,
    },
    {
      type: "histogram",
      name: "signal_hub_push_messages",
      help: "Messages that left together in one push.",
      buckets: FLUSH_MESSAGES.map((bound) => ({
        bound,
        count: counters.get(`push_messages ${bound}`),
      })),
      more: counters.get("push_messages more"),
      sum: counters.get("push_messages sum"),
    },
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Simple {
  return { type: "gauge", name: `signal_hub_${name}`, help, samples };
}

function counter(name: string, help: string, samples: readonly Sample[]): Simple {
  return { type: "counter", name: `signal_hub_${name}_total`, help, samples };
}

/** A sample for each of the label's values, also those that are 0: a rate needs a first value. */
function by<Key extends string>(
  label: string,
  keys: readonly Key[],
  value: (key: Key) => number,
): readonly Sample[] {
  return keys.map((key) => ({ labels: { [label]: key }, value: value(key) }));
}

function departures(): readonly DisconnectReason[] {
  // SAFETY: the keys of the table are its codes; those that close are kept.
  const codes = Object.keys(ERRORS) as ErrorCode[];
  return [...codes.filter(closes), "client", "failed"];
}

function closes(code: ErrorCode): code is DisconnectReason & ErrorCode {
  return "close" in ERRORS[code];
}
