// What crosses on a socket as an AsyncAPI 3.0 document: a channel a dialect, both directions.

import * as z from "zod";
import type { Dialect as FeedDialect } from "../protocol/dialect.ts";
import { CLIENT_ACTIONS, REFUSALS } from "../refusals.ts";
import { CLIENT_FRAMES_V1, CLIENT_FRAMES_V2 } from "./client-frames.ts";
import { FILTER_QUERY, POSITION_TEXT } from "./doors.ts";
import { batch, FRAMES_V1, FRAMES_V2, logMessage, snapshotSignal } from "./frames.ts";
import { refTo, schemaOf, schemasOf, type Dialect } from "./json-schema.ts";

const SAID: Dialect = { target: "draft-7", open: true };
const HEARD: Dialect = { target: "draft-7", open: false };

type Frames = Readonly<Record<string, z.ZodType>>;

interface Channel {
  readonly id: string;
  readonly dialect: FeedDialect;
  readonly description: string;
  readonly query: Frames;
  readonly said: Frames;
  readonly heard: Frames;
}

const CHANNELS: readonly Channel[] = [
  {
    id: "signalsV1",
    dialect: "signals.v1",
    description: "The guide to the letter: one message a text frame. What holds without an offer.",
    query: FILTER_QUERY,
    said: FRAMES_V1,
    heard: CLIENT_FRAMES_V1,
  },
  {
    id: "signalsV2",
    dialect: "signals.v2",
    description: "The same messages with a position: one a text frame, or an array of them.",
    query: { ...FILTER_QUERY, since: POSITION_TEXT.optional() },
    said: { ...FRAMES_V2, batch },
    heard: CLIENT_FRAMES_V2,
  },
];

/** The document, as plain data. */
export function asyncApi(version: string): Readonly<Record<string, unknown>> {
  return {
    asyncapi: "3.0.0",
    info: {
      title: "signal-hub",
      version,
      description:
        "One feed in two dialects. Readers ignore keys and types they don't know; numbers of a " +
        "signal's data, and ids, may have more digits than a double.",
      license: { name: "MIT" },
    },
    defaultContentType: "application/json",
    servers: {
      local: {
        host: "localhost:8000",
        protocol: "ws",
        description: "npm start",
        security: [
          { $ref: "#/components/securitySchemes/accessToken" },
          { $ref: "#/components/securitySchemes/accessTokenQuery" },
        ],
      },
    },
    channels: Object.fromEntries(CHANNELS.map((channel) => [channel.id, channelOf(channel)])),
    operations: Object.fromEntries(CHANNELS.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(CHANNELS.flatMap(messagesOf)),
      schemas: schemas(),
      securitySchemes: {
        accessToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        accessTokenQuery: { type: "httpApiKey", in: "query", name: "token" },
      },
    },
    "x-closes": Object.entries(REFUSALS).flatMap(([refusal, row]) =>
      "close" in row
        ? [{ refusal, code: row.close, reason: row.reason, client: CLIENT_ACTIONS[row.client] }]
        : [],
    ),
  };
}

function channelOf({ id, dialect, description, query, said, heard }: Channel): object {
  const offer = z.object({ "Sec-WebSocket-Protocol": z.string().meta({ examples: [dialect] }) });
  return {
    address: "/ws/signals",
    title: dialect,
    description,
    messages: Object.fromEntries([
      ...Object.keys(said).map((type) => [type, { $ref: `#/components/messages/${id}.${type}` }]),
      ...Object.keys(heard).map((type) => [
        `client.${type}`,
        { $ref: `#/components/messages/${id}.client.${type}` },
      ]),
    ]),
    bindings: {
      ws: {
        method: "GET",
        query: schemaOf(z.object(query), HEARD),
        headers: schemaOf(offer.partial(), HEARD),
      },
    },
  };
}

/** The service is the application: what it says is `send`, what it hears is `receive`. */
function operationsOf({ id, dialect, said, heard }: Channel): [string, object][] {
  const to = (type: string): object => ({ $ref: `#/channels/${id}/messages/${type}` });
  const channel = { $ref: `#/channels/${id}` };
  return [
    [
      `${id}.say`,
      {
        action: "send",
        channel,
        summary: `What the service says in ${dialect}`,
        messages: Object.keys(said).map(to),
      },
    ],
    [
      `${id}.hear`,
      {
        action: "receive",
        channel,
        summary: `What a client may say in ${dialect}`,
        messages: Object.keys(heard).map((type) => to(`client.${type}`)),
      },
    ],
  ];
}

function messagesOf({ id, said, heard }: Channel): [string, object][] {
  const messageOf = (key: string, name: string, schema: z.ZodType): [string, object] => [
    key,
    { name, summary: schema.description ?? name, payload: { $ref: refTo(key) } },
  ];
  return [
    ...Object.entries(said).map(([type, schema]) => messageOf(`${id}.${type}`, type, schema)),
    ...Object.entries(heard).map(([type, schema]) =>
      messageOf(`${id}.client.${type}`, type, schema),
    ),
  ];
}

function schemas(): Record<string, object> {
  // `ping`, `pong` and `error` are the same in both dialects, and JSON Schema has one name for a schema.
  return Object.assign(
    {},
    ...CHANNELS.flatMap(({ id, said, heard }) => [
      schemasOf(
        new Map([
          ...Object.entries(said).map(([type, schema]) => [`${id}.${type}`, schema] as const),
          ...(id === "signalsV2"
            ? ([
                ["SnapshotSignal", snapshotSignal],
                ["LogMessage", logMessage],
              ] as const)
            : []),
        ]),
        SAID,
      ),
      schemasOf(
        new Map(Object.entries(heard).map(([type, schema]) => [`${id}.client.${type}`, schema])),
        HEARD,
      ),
    ]),
  ) as Record<string, object>; // SAFETY: joined from objects of schemas.
}
