// Every door of the service over HTTP: who may come in, what is taken, and all that may be answered.

import * as z from "zod";
import { DECIMAL } from "../protocol/filter.ts";
import { LIMITS } from "../protocol/limits.ts";
import { CURSOR } from "../protocol/cursor.ts";
import { envelope } from "../protocol/publish-request.ts";
import type { HttpErrorCode } from "../errors.ts";
import type { ResponseName } from "./responses.ts";
import { disconnectUser, drain, grantVip, sourceInterval } from "./requests.ts";

/** What may be posted to `/internal/signals`: the envelope, or a list of it. */
const publishBody = z.union([envelope, z.array(envelope).max(LIMITS.publishMessages)]);

/** Bodies by their names in the documents. */
export const BODIES = {
  ProducerMessage: envelope,
  PublishRequest: publishBody,
  GrantVip: grantVip,
  DisconnectUser: disconnectUser,
  Drain: drain,
  SourceInterval: sourceInterval,
} as const;

export type BodyName = keyof typeof BODIES;

/** Who a door is for. Each caller has its own kind of key. */
export type CallerKind = "anyone" | "vip" | "producer" | "operator" | "producer or operator";

/** What isn't a body of JSON. */
export type OtherResponse = "socket" | "events" | "metrics" | "nothing";

export interface Endpoint {
  readonly id: string;
  readonly summary: string;
  readonly callerKind: CallerKind;
  readonly query?: Readonly<Record<string, z.ZodType>>;
  readonly headers?: Readonly<Record<string, z.ZodType>>;
  /** May a body be left out? Then what holds without one is the schema's default. */
  readonly body?: { readonly name: BodyName; readonly required: boolean; readonly ndjson?: true };
  /** What a good answer holds, by status. */
  readonly responses: Readonly<Record<number, ResponseName | OtherResponse>>;
  readonly errors: readonly HttpErrorCode[];
}

const list = z.string().meta({ description: "Values separated by commas; any of them." });
export const CURSOR_TEXT = z
  .string()
  .regex(CURSOR)
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

export const ENDPOINTS: Readonly<
  Record<`${"GET" | "POST" | "PUT" | "DELETE"} /${string}`, Endpoint>
> = {
  "GET /healthz": {
    id: "health",
    summary: "Whether every setting can be used; doesn't wake the hub",
    callerKind: "anyone",
    responses: { 200: "Healthy", 503: "Misconfigured" },
    errors: [],
  },
  "GET /openapi.json": {
    id: "openapi",
    summary: "This document",
    callerKind: "anyone",
    headers: ifNoneMatch,
    responses: { 200: "Contract", 304: "nothing" },
    errors: [],
  },
  "GET /asyncapi.json": {
    id: "asyncapi",
    summary: "What crosses on the socket, as AsyncAPI 3.0",
    callerKind: "anyone",
    headers: ifNoneMatch,
    responses: { 200: "Contract", 304: "nothing" },
    errors: [],
  },
  "GET /ws/signals": {
    id: "connect",
    summary: "The feed as a WebSocket (asyncapi.json); other refusals are accept-then-close",
    callerKind: "vip",
    query: { ...FILTER_QUERY, since: CURSOR_TEXT.optional() },
    responses: { 101: "socket" },
    errors: ["upgrade_required", "rate_limited", "overloaded"],
  },
  "GET /sse/signals": {
    id: "stream",
    summary: "The v2 feed as server-sent events; each event's id is a position",
    callerKind: "vip",
    query: { ...FILTER_QUERY, since: CURSOR_TEXT.optional() },
    headers: { "Last-Event-ID": CURSOR_TEXT.optional() },
    responses: { 200: "events" },
    errors: [...VIP, "overloaded"],
  },
  "GET /signals": {
    id: "readSignals",
    summary: "The open signals, the last changed first, in pages",
    callerKind: "vip",
    query: { ...FILTER_QUERY, cursor, limit },
    headers: ifNoneMatch,
    responses: { 200: "SignalsPage", 304: "nothing" },
    errors: [...VIP, "overloaded"],
  },
  "GET /signals/log": {
    id: "readLog",
    summary: "The messages after a position, in order, in pages",
    callerKind: "vip",
    query: { ...FILTER_QUERY, since: CURSOR_TEXT, limit },
    responses: { 200: "LogPage" },
    errors: [...VIP, "overloaded"],
  },
  "POST /internal/signals": {
    id: "publish",
    summary: "Stores and sends all of the messages, or none; without a body, a sign of life",
    callerKind: "producer",
    headers: {
      "Idempotency-Key": z.string().min(1).max(LIMITS.idempotencyKeyChars).optional(),
      ...signed,
    },
    body: { name: "PublishRequest", required: false, ndjson: true },
    responses: { 200: "Published" },
    errors: ["unauthorized", ...BODY, "signal_exists", "idempotency_conflict", "overloaded"],
  },
  "PUT /internal/sources/:name": {
    id: "setSourceInterval",
    summary: "How often a producer says it posts",
    callerKind: "producer or operator",
    headers: signed,
    body: { name: "SourceInterval", required: true },
    responses: { 200: "Source" },
    errors: ["unauthorized", "not_found", ...BODY, "overloaded"],
  },
  "PUT /internal/members/:user_id": {
    id: "grantMember",
    summary: "Grants VIP until a moment, or without end",
    callerKind: "operator",
    body: { name: "GrantVip", required: true },
    responses: { 200: "Granted" },
    errors: [...OPERATOR, ...BODY],
  },
  "DELETE /internal/members/:user_id": {
    id: "revokeMember",
    summary: "Revokes VIP, whatever the token says",
    callerKind: "operator",
    responses: { 200: "Closed" },
    errors: [...OPERATOR, "body_invalid"],
  },
  "POST /internal/members/:user_id/disconnect": {
    id: "disconnectMember",
    summary: "Ends the user's sockets; may refuse older tokens",
    callerKind: "operator",
    body: { name: "DisconnectUser", required: false },
    responses: { 200: "Closed" },
    errors: [...OPERATOR, ...BODY],
  },
  "POST /internal/drain": {
    id: "drainSockets",
    summary: "Tells every v2 client to reconnect, each at its own moment",
    callerKind: "operator",
    body: { name: "Drain", required: false },
    responses: { 200: "Drained" },
    errors: [...OPERATOR, ...BODY],
  },
  "GET /internal/log": {
    id: "tailLog",
    summary: "The messages after a position, whole; without one, where the log ends now",
    callerKind: "operator",
    query: { since: CURSOR_TEXT.optional(), limit },
    responses: { 200: "LogPage" },
    errors: [...OPERATOR, "query_invalid"],
  },
  "GET /internal/stats": {
    id: "stats",
    summary: "Positions and counts",
    callerKind: "operator",
    responses: { 200: "Stats" },
    errors: [...OPERATOR],
  },
  "GET /metrics": {
    id: "metrics",
    summary: "The hub's numbers for Prometheus",
    callerKind: "operator",
    responses: { 200: "metrics" },
    errors: [...OPERATOR],
  },
};
