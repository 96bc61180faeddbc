// Every door of the service over HTTP: who may come in, what is taken, and all that may be answered.

import * as z from "zod";
import { DECIMAL } from "../protocol/filter.ts";
import { LIMITS } from "../protocol/limits.ts";
import { POSITION } from "../protocol/position.ts";
import { envelope } from "../protocol/producer-message.ts";
import type { HttpRefusalCode } from "../refusals.ts";
import type { AnswerName } from "./answers.ts";
import { disconnection, drain, expectation, grant } from "./requests.ts";

/** What may be posted to `/internal/signals`: the envelope, or a list of it. */
const posted = z.union([envelope, z.array(envelope).max(LIMITS.ingestMessages)]);

/** Bodies by their names in the documents. */
export const BODIES = {
  ProducerMessage: envelope,
  ProducerPost: posted,
  Grant: grant,
  Disconnection: disconnection,
  Drain: drain,
  Expectation: expectation,
} as const;

export type BodyName = keyof typeof BODIES;

/** Who a door is for. Each caller has its own kind of key. */
export type Audience = "anyone" | "vip" | "producer" | "operator" | "producer or operator";

/** What isn't a body of JSON. */
export type OtherAnswer = "socket" | "events" | "metrics" | "nothing";

export interface Door {
  readonly id: string;
  readonly summary: string;
  readonly audience: Audience;
  readonly query?: Readonly<Record<string, z.ZodType>>;
  readonly headers?: Readonly<Record<string, z.ZodType>>;
  /** May a body be left out? Then what holds without one is the schema's default. */
  readonly body?: { readonly name: BodyName; readonly required: boolean; readonly ndjson?: true };
  /** What a good answer holds, by status. */
  readonly answers: Readonly<Record<number, AnswerName | OtherAnswer>>;
  readonly refusals: readonly HttpRefusalCode[];
}

const list = z.string().meta({ description: "Values separated by commas; any of them." });
export const POSITION_TEXT = z
  .string()
  .regex(POSITION)
  .meta({ description: "`<epoch>:<seq>`: the last message handled." });

export const FILTER_QUERY = {
  signal_type: list.optional(),
  coin_name: list.optional(),
  position: list.optional(),
  min_spread: z
    .string()
    .regex(DECIMAL)
    .optional()
    .meta({ description: "Compared with the absolute value of `spread`." }),
} as const;

const limit = z.int().min(1).max(LIMITS.pageItems).optional();
const cursor = z.int().min(0).max(999_999_999_999_999).optional();
const ifNoneMatch = { "If-None-Match": z.string().optional() };
const signed = {
  "webhook-id": z.string().optional(),
  "webhook-timestamp": z.string().optional(),
  "webhook-signature": z.string().optional(),
};

const VIP = [
  "unauthorized",
  "vip_required",
  "origin_denied",
  "rate_limited",
  "query_invalid",
] as const;
const OPERATOR = ["unauthorized", "overloaded"] as const;
const BODY = ["body_malformed", "body_invalid", "body_too_big", "media_type"] as const;

export const DOORS: Readonly<Record<`${"GET" | "POST" | "PUT" | "DELETE"} /${string}`, Door>> = {
  "GET /healthz": {
    id: "health",
    summary: "Whether every setting can be used; doesn't wake the hub",
    audience: "anyone",
    answers: { 200: "Healthy", 503: "Misconfigured" },
    refusals: [],
  },
  "GET /openapi.json": {
    id: "openapi",
    summary: "This document",
    audience: "anyone",
    headers: ifNoneMatch,
    answers: { 200: "Contract", 304: "nothing" },
    refusals: [],
  },
  "GET /asyncapi.json": {
    id: "asyncapi",
    summary: "What crosses on the socket, as AsyncAPI 3.0",
    audience: "anyone",
    headers: ifNoneMatch,
    answers: { 200: "Contract", 304: "nothing" },
    refusals: [],
  },
  "GET /ws/signals": {
    id: "connect",
    summary: "The feed as a WebSocket (asyncapi.json); other refusals are accept-then-close",
    audience: "vip",
    query: { ...FILTER_QUERY, since: POSITION_TEXT.optional() },
    answers: { 101: "socket" },
    refusals: ["upgrade_required", "rate_limited", "overloaded"],
  },
  "GET /sse/signals": {
    id: "stream",
    summary: "The v2 feed as server-sent events; each event's id is a position",
    audience: "vip",
    query: { ...FILTER_QUERY, since: POSITION_TEXT.optional() },
    headers: { "Last-Event-ID": POSITION_TEXT.optional() },
    answers: { 200: "events" },
    refusals: [...VIP, "overloaded"],
  },
  "GET /signals": {
    id: "readSignals",
    summary: "The open signals, the last changed first, in pages",
    audience: "vip",
    query: { ...FILTER_QUERY, cursor, limit },
    headers: ifNoneMatch,
    answers: { 200: "SignalsPage", 304: "nothing" },
    refusals: [...VIP, "overloaded"],
  },
  "GET /signals/log": {
    id: "readLog",
    summary: "The messages after a position, in order, in pages",
    audience: "vip",
    query: { ...FILTER_QUERY, since: POSITION_TEXT, limit },
    answers: { 200: "LogPage" },
    refusals: [...VIP, "overloaded"],
  },
  "POST /internal/signals": {
    id: "publish",
    summary: "Stores and sends all of the messages, or none; without a body, a sign of life",
    audience: "producer",
    headers: {
      "Idempotency-Key": z.string().min(1).max(LIMITS.idempotencyKeyChars).optional(),
      ...signed,
    },
    body: { name: "ProducerPost", required: false, ndjson: true },
    answers: { 200: "Published" },
    refusals: ["unauthorized", ...BODY, "signal_exists", "idempotency_conflict", "overloaded"],
  },
  "PUT /internal/sources/:name": {
    id: "expectSource",
    summary: "How often a producer says it posts",
    audience: "producer or operator",
    headers: signed,
    body: { name: "Expectation", required: true },
    answers: { 200: "Source" },
    refusals: ["unauthorized", "not_found", ...BODY, "overloaded"],
  },
  "PUT /internal/members/:user_id": {
    id: "grantMember",
    summary: "Grants VIP until a moment, or without end",
    audience: "operator",
    body: { name: "Grant", required: true },
    answers: { 200: "Granted" },
    refusals: [...OPERATOR, ...BODY],
  },
  "DELETE /internal/members/:user_id": {
    id: "revokeMember",
    summary: "Revokes VIP, whatever the token says",
    audience: "operator",
    answers: { 200: "Closed" },
    refusals: [...OPERATOR, "body_invalid"],
  },
  "POST /internal/members/:user_id/disconnect": {
    id: "disconnectMember",
    summary: "Ends the user's sockets; may refuse older tokens",
    audience: "operator",
    body: { name: "Disconnection", required: false },
    answers: { 200: "Closed" },
    refusals: [...OPERATOR, ...BODY],
  },
  "POST /internal/drain": {
    id: "drainSockets",
    summary: "Tells every v2 client to reconnect, each at its own moment",
    audience: "operator",
    body: { name: "Drain", required: false },
    answers: { 200: "Drained" },
    refusals: [...OPERATOR, ...BODY],
  },
  "GET /internal/log": {
    id: "tailLog",
    summary: "The messages after a position, whole; without one, where the log ends now",
    audience: "operator",
    query: { since: POSITION_TEXT.optional(), limit },
    answers: { 200: "LogPage" },
    refusals: [...OPERATOR, "query_invalid"],
  },
  "GET /internal/stats": {
    id: "stats",
    summary: "Positions and counts",
    audience: "operator",
    answers: { 200: "Stats" },
    refusals: [...OPERATOR],
  },
  "GET /metrics": {
    id: "metrics",
    summary: "The hub's numbers for Prometheus",
    audience: "operator",
    answers: { 200: "metrics" },
    refusals: [...OPERATOR],
  },
};
