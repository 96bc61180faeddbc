// The AsyncAPI 3.0 document of the WebSocket, with a channel for each subprotocol.

import * as z from "zod";
import type { Subprotocol } from "../protocol/subprotocol.ts";
import { RECOVERY_ACTIONS, ERRORS } from "../errors.ts";
import { CLIENT_FRAMES_V1, CLIENT_FRAMES_V2 } from "./client-messages.ts";
import { FILTER_QUERY, CURSOR_TEXT } from "./endpoints.ts";
import { batch, FRAMES_V1, FRAMES_V2, logMessage, snapshotSignal } from "./server-messages.ts";
import { refTo, schemaOf, schemasOf, type SchemaOptions } from "./json-schema.ts";

const SERVER_FRAME: SchemaOptions = { open: true };
const CLIENT_FRAME: SchemaOptions = { open: false };

type Frames = Readonly<Record<string, z.ZodType>>;

interface Channel {
  readonly id: string;
  readonly subprotocol: Subprotocol;
  readonly description: string;
  readonly query: Frames;
  readonly serverFrames: Frames;
  readonly clientFrames: Frames;
}

const CHANNELS: readonly Channel[] = [
  {
    id: "signalsV1",
    subprotocol: "signals.v1",
    description: "The guide's protocol, one message per text frame. The default without an offer.",
    query: FILTER_QUERY,
    serverFrames: FRAMES_V1,
    clientFrames: CLIENT_FRAMES_V1,
  },
  {
    id: "signalsV2",
    subprotocol: "signals.v2",
    description:
      "The same messages with a sequence number. A text frame has one message or an array.",
    query: { ...FILTER_QUERY, since: CURSOR_TEXT.optional() },
    serverFrames: { ...FRAMES_V2, batch },
    clientFrames: CLIENT_FRAMES_V2,
  },
];

/** The document as plain data. */
export function asyncApi(version: string): Readonly<Record<string, unknown>> {
  return {
    asyncapi: "3.0.0",
    info: {
      title: "signal-hub",
      version,
      description:
        "One feed in two subprotocols. Clients ignore keys and types they don't know. Ids, and " +
        "numbers in the data of a signal, may have more digits than a double.",
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
    "x-closes": Object.entries(ERRORS).flatMap(([error, row]) =>
      "close" in row
        ? [{ error, code: row.close, reason: row.reason, client: RECOVERY_ACTIONS[row.client] }]
        : [],
    ),
  };
}

function channelOf({
  id,
  subprotocol,
  description,
  query,
  serverFrames,
  clientFrames,
}: Channel): object {
  const offer = z.object({
    "Sec-WebSocket-Protocol": z.string().meta({ examples: [subprotocol] }),
  });
  return {
    address: "/ws/signals",
    title: subprotocol,
    description,
    messages: Object.fromEntries([
      ...Object.keys(serverFrames).map((type) => [
        type,
        { $ref: `#/components/messages/${id}.${type}` },
      ]),
      ...Object.keys(clientFrames).map((type) => [
        `client.${type}`,
        { $ref: `#/components/messages/${id}.client.${type}` },
      ]),
    ]),
    bindings: {
      ws: {
        method: "GET",
        query: schemaOf(z.object(query), CLIENT_FRAME),
        headers: schemaOf(offer.partial(), CLIENT_FRAME),
      },
    },
  };
}

/** The service is the application, so its messages are `send` and those of clients `receive`. */
function operationsOf({
  id,
  subprotocol,
  serverFrames,
  clientFrames,
}: Channel): [string, object][] {
  const to = (type: string): object => ({ $ref: `#/channels/${id}/messages/${type}` });
  const channel = { $ref: `#/channels/${id}` };
  return [
    [
      `${id}.send`,
      {
        action: "send",
        channel,
        summary: `Messages of the service in ${subprotocol}`,
        messages: Object.keys(serverFrames).map(to),
      },
    ],
    [
      `${id}.receive`,
      {
        action: "receive",
        channel,
        summary: `Messages of a client in ${subprotocol}`,
        messages: Object.keys(clientFrames).map((type) => to(`client.${type}`)),
      },
    ],
  ];
}

function messagesOf({ id, serverFrames, clientFrames }: Channel): [string, object][] {
  const messageOf = (key: string, name: string, schema: z.ZodType): [string, object] => [
    key,
    { name, summary: schema.description ?? name, payload: { $ref: refTo(key) } },
  ];
  return [
    ...Object.entries(serverFrames).map(([type, schema]) =>
      messageOf(`${id}.${type}`, type, schema),
    ),
    ...Object.entries(clientFrames).map(([type, schema]) =>
      messageOf(`${id}.client.${type}`, type, schema),
    ),
  ];
}

function schemas(): Record<string, object> {
  // One call per channel, because a registry has one name per schema and the channels share `ping` and others.
  return Object.assign(
    {},
    ...CHANNELS.flatMap(({ id, serverFrames, clientFrames }) => [
      schemasOf(
        new Map([
          ...Object.entries(serverFrames).map(
            ([type, schema]) => [`${id}.${type}`, schema] as const,
          ),
          ...(id === "signalsV2"
            ? ([
                ["SnapshotSignal", snapshotSignal],
                ["LogMessage", logMessage],
              ] as const)
            : []),
        ]),
        SERVER_FRAME,
      ),
      schemasOf(
        new Map(
          Object.entries(clientFrames).map(([type, schema]) => [`${id}.client.${type}`, schema]),
        ),
        CLIENT_FRAME,
      ),
    ]),
  ) as Record<string, object>; // SAFETY: merged from objects of schemas.
}
