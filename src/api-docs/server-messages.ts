// What the service says on a socket, in both dialects: one schema a frame, without a key to spare.

import * as z from "zod";
import { ERRORS } from "../errors.ts";
import * as term from "./common-schemas.ts";

const connected = {
  type: z.literal("connected"),
  message: z.string().meta({ examples: ["Connected to CryptoTracker real-time signals"] }),
  user_id: term.userId,
};
const newSignal = {
  type: z.literal("new_signal"),
  signal_type: term.signalType,
  data: term.data,
};
const signalUpdate = {
  type: z.literal("signal_update"),
  signal_type: term.signalType,
  signal_id: term.signalId,
  data: term.data,
};
const sequence = { seq: term.seq, ts: term.unixMs };

const ping = z
  .strictObject({ type: z.literal("ping") })
  .meta({ description: "A question for a sign of life; answer `pong`." });
const pong = z.strictObject({ type: z.literal("pong") }).meta({ description: "The answer." });

/** The codes that come as an `error` frame, each with its row's message. */
const ERROR_CODES = ["frame_malformed", "frame_unknown", "unauthorized"] as const;

const error = z
  .union(
    ERROR_CODES.map((code) =>
      z.strictObject({
        type: z.literal("error"),
        code: z.literal(code),
        message: z.literal(ERRORS[code].reason),
      }),
    ),
  )
  .meta({ description: "A frame that was not understood, or an `auth` that changed nothing." });

/** Of the guide, plus `error`. */
export const FRAMES_V1 = {
  connected: z.strictObject(connected).meta({ description: "First, always." }),
  new_signal: z.strictObject(newSignal).meta({ description: "A signal opened." }),
  signal_update: z.strictObject(signalUpdate).meta({ description: "A signal changed." }),
  ping,
  pong,
  error,
} as const;

const signalV2 = z
  .strictObject({ ...newSignal, ...sequence, expires_at: term.moment.optional() })
  .meta({ description: "A signal opened, or came into the filter." });
const updateV2 = z
  .strictObject({ ...signalUpdate, ...sequence })
  .meta({ description: "A signal changed, also so that it falls out of the filter." });

/** Why a position was no use. */
export const resumeReason = z.enum(["epoch_changed", "pruned", "ahead", "too_many"]);

export const snapshotSignal = z
  .strictObject({
    signal_type: term.signalType,
    ...sequence,
    data: term.data,
    expires_at: term.moment.optional(),
  })
  .meta({ description: "An open signal, whole; `seq` and `ts` are those of its last message." });

export const FRAMES_V2 = {
  connected: z
    .strictObject({
      ...connected,
      protocol: z.literal("signals.v2"),
      connection_id: z.uuid(),
      epoch: term.epoch,
      seq: term.seq,
      recovered: z.boolean(),
      reason: resumeReason.optional(),
      expires_at: term.moment,
      ping_interval_ms: term.milliseconds,
      server_time: term.unixMs,
    })
    .meta({ description: "First, always: who, from where in the log, until when." }),
  snapshot: z
    .strictObject({
      type: z.literal("snapshot"),
      seq: term.seq,
      signals: z.array(snapshotSignal),
      more: z.boolean(),
    })
    .meta({ description: "A page of the open signals, the last changed first." }),
  live: z
    .strictObject({ type: z.literal("live"), seq: term.seq })
    .meta({ description: "Replay or snapshot is complete up to `seq`." }),
  new_signal: signalV2,
  signal_update: updateV2,
  ping,
  pong,
  error,
  authenticated: z
    .strictObject({ type: z.literal("authenticated"), expires_at: term.moment })
    .meta({ description: "The answer to `auth`." }),
  subscribed: z
    .strictObject({
      type: z.literal("subscribed"),
      filter: z.strictObject({ ...term.filterLists, min_spread: z.number().min(0).optional() }),
      seq: term.seq,
    })
    .meta({ description: "The answer to `subscribe`: the filter as the hub understood it." }),
  status: z
    .strictObject({
      type: z.literal("status"),
      sources: term.sources,
    })
    .meta({ description: "Each producer that said how often it posts." }),
  token_expiring: z
    .strictObject({ type: z.literal("token_expiring"), expires_at: term.moment })
    .meta({ description: "Access is about to end; answer with `auth`." }),
  reconnect: z
    .strictObject({
      type: z.literal("reconnect"),
      reason: z.string(),
      after_ms: term.milliseconds,
    })
    .meta({ description: "The service will close this socket: open another after this time." }),
} as const;

/** One message of the log, as a socket of v2 and the HTTP log have it. */
export const logMessage = z.discriminatedUnion("type", [signalV2, updateV2]);

/** Several messages of the log in one frame of v2, in their order. */
export const batch = z
  .array(logMessage)
  .min(2)
  .meta({ description: "Messages that leave together; each is handled as if alone." });

/** Anything that a service of this dialect may send as one text frame. */
export const frameOf = {
  "signals.v1": z.union(Object.values(FRAMES_V1)),
  "signals.v2": z.union([...Object.values(FRAMES_V2), batch]),
} as const;
