// Every HTTP endpoint with its caller, parameters, body, responses and errors.

import * as z from "zod";
import { DECIMAL } from "../protocol/filter.ts";
import { LIMITS } from "../protocol/limits.ts";
import { CURSOR } from "../protocol/cursor.ts";
import { envelope } from "../protocol/publish-request.ts";
import type { HttpErrorCode } from "../errors.ts";
import type { ResponseName } from "./responses.ts";
import { disconnectUser, drain, grantVip, sourceInterval } from "./requests.ts";

/** Request bodies by their names in openapi.json. A body is optional where its schema accepts `undefined`. */
export const BODIES = {
  ProducerMessage: envelope,
  // One message or a list. An empty body is a heartbeat.
  PublishRequest: z.union([envelope, z.array(envelope).max(LIMITS.publishMessages)]).optional(),
  GrantVip: grantVip,
  DisconnectUser: disconnectUser,
  Drain: drain,
  SourceInterval: sourceInterval,
} as const;

/** The name of a request body in openapi.json. */
export type BodyName = keyof typeof BODIES;

const PRODUCER = ["producerKey", "webhookSignature"] as const;
const KEY_ERRORS = ["unauthorized", "overloaded"] as const;
const VIP_ERRORS = ["vip_required", "origin_denied", "rate_limited", ...KEY_ERRORS] as const;
const QUERY_ERRORS = ["query_invalid"] as const;
const BODY_ERRORS = ["body_malformed", "body_invalid", "body_too_big", "media_type"] as const;

/** The kinds of callers. Any of the credentials will do. */
export const CALLERS = {
  anyone: { credentials: [], errors: [] },
  vip: { credentials: ["accessToken", "accessTokenQuery"], errors: VIP_ERRORS },
  producer: { credentials: PRODUCER, errors: KEY_ERRORS },
  operator: { credentials: ["operatorKey"], errors: KEY_ERRORS },
  "producer or operator": { credentials: [...PRODUCER, "operatorKey"], errors: KEY_ERRORS },
} as const satisfies Readonly<
  Record<string, { credentials: readonly string[]; errors: readonly HttpErrorCode[] }>
>;

/** A row of `CALLERS`. */
export type CallerKind = keyof typeof CALLERS;

/** Responses without a JSON body. */
export type OtherResponse = "socket" | "events" | "metrics" | "nothing";

/** One endpoint as openapi.json describes it. */
export interface Endpoint {
  /** The `operationId`. */
  readonly id: string;
  readonly summary: string;
  readonly callerKind: CallerKind;
  readonly query?: Readonly<Record<string, z.ZodType>>;
  readonly headers?: Readonly<Record<string, z.ZodType>>;
  readonly body?: BodyName;
  /** The body may also be one JSON message a line. */
  readonly ndjson?: true;
  /** Responses other than errors, by status. */
  readonly responses: Readonly<Record<number, ResponseName | OtherResponse>>;
  /** Errors of this endpoint alone. `errorsOf` adds those of its caller kind, query and body. */
  readonly errors?: readonly HttpErrorCode[];
}

/**
 * Every error of an endpoint except `not_found` and `method_not_allowed`, which any path may answer. Most
 * errors of an upgrade are close frames, so an endpoint with a 101 has only its own.
 */
export function errorsOf(endpoint: Endpoint): readonly HttpErrorCode[] {
  const { callerKind, query, body, responses, errors = [] } = endpoint;
  if (101 in responses) return errors;
  const ofQuery = query === undefined ? [] : QUERY_ERRORS;
  const ofBody = body === undefined ? [] : BODY_ERRORS;
  return [...CALLERS[callerKind].errors, ...ofQuery, ...ofBody, ...errors];
}

const list = z.string().meta({ description: "Values separated by commas. Any of them matches." });

/** A cursor in a query or a header. */
export const CURSOR_TEXT = z
  .string()
  .regex(CURSOR)
  .meta({ description: "`<epoch>:<seq>`, the cursor of the last message handled." });

/** The filter in a query. `position` is the side of the trade. */
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
const page = z
  .int()
  .min(0)
  .max(999_999_999_999_999)
  .optional()
  .meta({ description: "The `next` of the page before; the first page without it." });
const ifNoneMatch = { "If-None-Match": z.string().optional() };
const signed = {
  "webhook-id": z.string().optional(),
  "webhook-timestamp": z.string().optional(),
  "webhook-signature": z.string().optional(),
};

/** A method and a path as the route table writes them. */
export type Route = `${"GET" | "POST" | "PUT" | "DELETE"} /${string}`;

/** Every endpoint by its route. */
export const ENDPOINTS: Readonly<Record<Route, Endpoint>> = {
  "GET /healthz": {
    id: "health",
    summary: "Whether every setting is valid; doesn't wake the hub",
    callerKind: "anyone",
    responses: { 200: "Healthy", 503: "Misconfigured" },
  },
  "GET /openapi.json": {
    id: "openapi",
    summary: "This document",
    callerKind: "anyone",
    headers: ifNoneMatch,
    responses: { 200: "ApiDocument", 304: "nothing" },
  },
  "GET /asyncapi.json": {
    id: "asyncapi",
    summary: "The messages of the WebSocket, as AsyncAPI 3.0",
    callerKind: "anyone",
    headers: ifNoneMatch,
    responses: { 200: "ApiDocument", 304: "nothing" },
  },
  "GET /ws/signals": {
    id: "connect",
    summary: "The feed as a WebSocket (asyncapi.json); other errors close the accepted socket",
    callerKind: "vip",
    query: { ...FILTER_QUERY, since: CURSOR_TEXT.optional() },
    responses: { 101: "socket" },
    errors: ["upgrade_required", "rate_limited", "overloaded"],
  },
  "GET /sse/signals": {
    id: "stream",
    summary: "The v2 feed as server-sent events; each event's id is a cursor",
    callerKind: "vip",
    query: { ...FILTER_QUERY, since: CURSOR_TEXT.optional() },
    headers: { "Last-Event-ID": CURSOR_TEXT.optional() },
    responses: { 200: "events" },
  },
  "GET /signals": {
    id: "readSignals",
    summary: "The open signals, the last changed first, in pages",
    callerKind: "vip",
    query: { ...FILTER_QUERY, page, limit },
    headers: ifNoneMatch,
    responses: { 200: "SignalsPage", 304: "nothing" },
  },
  "GET /signals/log": {
    id: "readLog",
    summary: "The messages after a cursor, in order, in pages",
    callerKind: "vip",
    query: { ...FILTER_QUERY, since: CURSOR_TEXT, limit },
    responses: { 200: "LogPage" },
  },
  "POST /internal/signals": {
    id: "publish",
    summary: "Stores and sends all messages or none; an empty body is a heartbeat",
    callerKind: "producer",
    headers: {
      "Idempotency-Key": z.string().min(1).max(LIMITS.idempotencyKeyChars).optional(),
      ...signed,
    },
    body: "PublishRequest",
    ndjson: true,
    responses: { 200: "Published" },
    errors: ["signal_exists", "idempotency_conflict"],
  },
  "PUT /internal/sources/:name": {
    id: "setSourceInterval",
    summary: "Sets the expected interval of a source",
    callerKind: "producer or operator",
    headers: signed,
    body: "SourceInterval",
    responses: { 200: "Source" },
    errors: ["not_found"],
  },
  "PUT /internal/members/:user_id": {
    id: "grantMember",
    summary: "Grants VIP until a time, or without end",
    callerKind: "operator",
    body: "GrantVip",
    responses: { 200: "Granted" },
  },
  "DELETE /internal/members/:user_id": {
    id: "revokeMember",
    summary: "Revokes VIP, also against a token with VIP",
    callerKind: "operator",
    responses: { 200: "Closed" },
    errors: ["body_invalid"],
  },
  "POST /internal/members/:user_id/disconnect": {
    id: "disconnectMember",
    summary: "Closes the user's sockets; may reject older tokens",
    callerKind: "operator",
    body: "DisconnectUser",
    responses: { 200: "Closed" },
  },
  "POST /internal/drain": {
    id: "drainSockets",
    summary: "Notifies every v2 client to reconnect, each at its own time",
    callerKind: "operator",
    body: "Drain",
    responses: { 200: "Drained" },
  },
  "GET /internal/log": {
    id: "tailLog",
    summary: "The messages after a cursor, unfiltered; without one, the end of the log",
    callerKind: "operator",
    query: { since: CURSOR_TEXT.optional(), limit },
    responses: { 200: "LogPage" },
  },
  "GET /internal/stats": {
    id: "stats",
    summary: "Sequence numbers and counts",
    callerKind: "operator",
    responses: { 200: "Stats" },
  },
  "GET /metrics": {
    id: "metrics",
    summary: "The hub's numbers for Prometheus",
    callerKind: "operator",
    responses: { 200: "metrics" },
  },
};
