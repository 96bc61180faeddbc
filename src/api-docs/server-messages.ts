// Schemas of the server's messages, one for each frame type of both subprotocols.

import * as z from "zod";
import { ERRORS } from "../errors.ts";
import * as common from "./common-schemas.ts";

const connected = {
  type: z.literal("connected"),
  message: z.string().meta({ examples: ["Connected to CryptoTracker real-time signals"] }),
  user_id: common.userId,
};
const newSignal = {
  type: z.literal("new_signal"),
  signal_type: common.signalType,
  data: common.data,
};
const signalUpdate = {
  type: z.literal("signal_update"),
  signal_type: common.signalType,
  signal_id: common.signalId,
  data: common.data,
};
const sequence = { seq: common.seq, ts: common.unixMs };

const ping = z
  .strictObject({ type: z.literal("ping") })
  .meta({ description: "A liveness check; answer with `pong`." });
const pong = z.strictObject({ type: z.literal("pong") }).meta({ description: "The answer." });

/** Codes of `error` frames. The message is the reason of the table. */
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
  .meta({ description: "A frame the service can't parse, or a rejected `auth`." });

/** Server messages of signals.v1, by type. All but `error` are those of the guide. */
export const FRAMES_V1 = {
  connected: z.strictObject(connected).meta({ description: "First, always." }),
  new_signal: z.strictObject(newSignal).meta({ description: "A signal opened." }),
  signal_update: z.strictObject(signalUpdate).meta({ description: "A signal changed." }),
  ping,
  pong,
  error,
} as const;

const signalV2 = z
  .strictObject({ ...newSignal, ...sequence, expires_at: common.isoTime.optional() })
  .meta({ description: "A signal opened, or began to match the filter." });
const updateV2 = z
  .strictObject({ ...signalUpdate, ...sequence })
  .meta({ description: "A signal changed. It may no longer match the filter." });

/** Why the hub can't resume from a cursor. */
export const resumeReason = z.enum(["epoch_changed", "pruned", "ahead", "too_many"]);

/** An open signal of a snapshot or of `GET /signals`. */
export const snapshotSignal = z
  .strictObject({
    signal_type: common.signalType,
    ...sequence,
    data: common.data,
    expires_at: common.isoTime.optional(),
  })
  .meta({ description: "An open signal, whole; `seq` and `ts` are those of its last message." });

/** Server messages of signals.v2, by type. */
export const FRAMES_V2 = {
  connected: z
    .strictObject({
      ...connected,
      protocol: z.literal("signals.v2"),
      connection_id: z.uuid(),
      epoch: common.epoch,
      seq: common.seq,
      recovered: z.boolean(),
      reason: resumeReason.optional(),
      expires_at: common.isoTime,
      ping_interval_ms: common.milliseconds,
      server_time: common.unixMs,
    })
    .meta({ description: "First, always: the user, the cursor, the end of access." }),
  snapshot: z
    .strictObject({
      type: z.literal("snapshot"),
      seq: common.seq,
      signals: z.array(snapshotSignal),
      more: z.boolean(),
    })
    .meta({ description: "A page of the open signals, the last changed first." }),
  live: z
    .strictObject({ type: z.literal("live"), seq: common.seq })
    .meta({ description: "Replay or snapshot is complete up to `seq`." }),
  new_signal: signalV2,
  signal_update: updateV2,
  ping,
  pong,
  error,
  authenticated: z
    .strictObject({ type: z.literal("authenticated"), expires_at: common.isoTime })
    .meta({ description: "The answer to `auth`." }),
  subscribed: z
    .strictObject({
      type: z.literal("subscribed"),
      filter: z.strictObject({ ...common.filterLists, min_spread: z.number().min(0).optional() }),
      seq: common.seq,
    })
    .meta({ description: "The answer to `subscribe`: the filter as parsed." }),
  status: z
    .strictObject({
      type: z.literal("status"),
      sources: common.sources,
    })
    .meta({ description: "The status of each source with an expected interval." }),
  token_expiring: z
    .strictObject({ type: z.literal("token_expiring"), expires_at: common.isoTime })
    .meta({ description: "Access is about to end; answer with `auth`." }),
  reconnect: z
    .strictObject({
      type: z.literal("reconnect"),
      reason: z.string(),
      after_ms: common.milliseconds,
    })
    .meta({ description: "The service will close this socket. Open another after this time." }),
} as const;

/** One message of the log, on a v2 socket and in `GET /signals/log`. */
export const logMessage = z.discriminatedUnion("type", [signalV2, updateV2]);

/** Several messages of the log in one v2 frame, in order. */
export const batch = z
  .array(logMessage)
  .min(2)
  .meta({ description: "Several messages in one frame. Each is handled as if alone." });

/** The union of a subprotocol's text frames. */
export const frameOf = {
  "signals.v1": z.union(Object.values(FRAMES_V1)),
  "signals.v2": z.union([...Object.values(FRAMES_V2), batch]),
} as const;
