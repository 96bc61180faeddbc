// `GET /sse/signals` bridges the v2 feed to server-sent events. The hub sees an ordinary hibernating socket, so a
// stream doesn't keep it awake.

import { encodeConnect, decodeRejection, type ConnectRequest } from "../hub-request.ts";
import { items, entries, type RawJson } from "../json/raw-json.ts";
import { LIMITS } from "../protocol/limits.ts";
import { parseCursor } from "../protocol/cursor.ts";
import { PING_FRAME, PONG_FRAME } from "../protocol/server-messages.ts";
import { ERRORS, ApiError } from "../errors.ts";
import {
  coloOf,
  hubOf,
  queryOf,
  requireFilter,
  requirePrincipal,
  type AppContext,
} from "./context.ts";

/** A stream with one event per message, its `id` a cursor. `Last-Event-ID` resumes, as `since` does. */
export async function streamSignals(c: AppContext): Promise<Response> {
  const principal = await requirePrincipal(c);
  const filter = requireFilter(c);
  const cursor = c.req.header("Last-Event-ID") ?? queryOf(c).get("since");
  const since = cursor === null ? null : parseCursor(cursor);
  if (cursor !== null && since === null) {
    throw new ApiError("query_invalid", { detail: "A cursor is <epoch>:<seq>." });
  }

  const { service } = c.var.settings;
  const connectRequest: ConnectRequest = {
    ...principal,
    subprotocol: "signals.v2",
    selectedProtocol: null,
    filter,
    since,
    colo: coloOf(c.req.raw),
    service,
  };
  const response = await hubOf(c).fetch(encodeConnect(connectRequest));
  const rejection = decodeRejection(response);
  const socket = response.webSocket;
  if (rejection !== null || socket === null) throw new ApiError(rejection ?? "overloaded");
  return new Response(eventsOf(socket), {
    headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" },
  });
}

function eventsOf(socket: WebSocket): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let keepalive: ReturnType<typeof setInterval>;
  let open = true;
  let epoch = "";

  function end(stream: ReadableStreamDefaultController<Uint8Array>, closeData: CloseData): void {
    if (!open) return;
    open = false;
    clearInterval(keepalive);
    stream.enqueue(encoder.encode(`event: close\ndata: ${JSON.stringify(closeData)}\n\n`));
    stream.close();
  }

  return new ReadableStream<Uint8Array>(
    {
      start(stream) {
        const write = (text: string): void => {
          if (!open) return;
          stream.enqueue(encoder.encode(text));
          if ((stream.desiredSize ?? 0) > 0) return;
          // The queue would only grow. The reader resumes from its last event id.
          const { close: code, reason } = ERRORS.slow_consumer;
          end(stream, { code, reason });
          socket.close(1000, "");
        };
        socket.addEventListener("message", ({ data }) => {
          const frame = String(data) as RawJson; // SAFETY: the hub's frames are JSON without white space.
          if (frame === PONG_FRAME || frame === PING_FRAME) return;
          for (const message of frame.startsWith("[") ? items(frame) : [frame]) {
            const fields = entries(message);
            epoch ||= JSON.parse(fields.get("epoch") ?? '""') as string; // SAFETY: the hub writes a string.
            write(eventOf(message, fields, epoch));
          }
        });
        socket.addEventListener("close", ({ code, reason }) => end(stream, { code, reason }));
        socket.accept();
        keepalive = setInterval(() => {
          // This exact text doesn't wake the hub. The comment keeps proxies from closing an idle stream.
          socket.send(PING_FRAME);
          write(": ping\n\n");
        }, LIMITS.pingIntervalMs);
      },
      cancel() {
        open = false;
        clearInterval(keepalive);
        socket.close(1000, "");
      },
    },
    { highWaterMark: LIMITS.streamHighWaterMark, size: ({ byteLength }) => byteLength },
  );
}

/** The close frame of the socket behind a stream. */
interface CloseData {
  readonly code: number;
  readonly reason: string;
}

/** An event. Its id is the message's cursor, where a resume from there misses nothing. */
function eventOf(message: RawJson, fields: ReadonlyMap<string, RawJson>, epoch: string): string {
  const type = fields.get("type");
  const seq = fields.get("seq");
  const resumable = type === '"new_signal"' || type === '"signal_update"' || type === '"live"';
  const id = resumable && seq !== undefined ? `id: ${epoch}:${seq}\n` : "";
  return `${id}data: ${message}\n\n`;
}
