// The v2 feed as server-sent events: the Worker bridges an ordinary hibernating socket, so that a stream
// doesn't keep the hub awake.

import { edgeLocationOf } from "../access/edge-location.ts";
import { handoffRequest, readRefusedHandoff, type Handoff } from "../handoff.ts";
import { elements, members, type JsonText } from "../protocol/json-text.ts";
import { LIMITS } from "../protocol/limits.ts";
import { readPosition } from "../protocol/position.ts";
import { PING_FRAME, PONG_FRAME } from "../protocol/server-frames.ts";
import { REFUSALS, Refusal } from "../refusals.ts";
import { hubOf, type AppContext } from "./context.ts";
import { queryOf, requireCaller, requireFilter } from "./reader.ts";

/** Each message is an event whose `id` is its position: `Last-Event-ID` resumes, as `since` does. */
export async function streamSignals(c: AppContext): Promise<Response> {
  const caller = await requireCaller(c);
  const filter = requireFilter(c);
  const position = c.req.header("Last-Event-ID") ?? queryOf(c).get("since");
  const since = position === null ? null : readPosition(position);
  if (position !== null && since === null) {
    throw new Refusal("query_invalid", { detail: "A position is <epoch>:<seq>." });
  }

  const { service } = c.var.settings;
  const handoff: Handoff = {
    ...caller,
    dialect: "signals.v2",
    echo: null,
    filter,
    since,
    location: edgeLocationOf(c.req.raw),
    service,
  };
  const answer = await hubOf(c).fetch(handoffRequest(handoff));
  const refused = readRefusedHandoff(answer);
  const socket = answer.webSocket;
  if (refused !== null || socket === null) throw new Refusal(refused ?? "overloaded");
  return new Response(eventsOf(socket), {
    headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" },
  });
}

function eventsOf(socket: WebSocket): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let keepalive: ReturnType<typeof setInterval>;
  let open = true;
  let epoch = "";

  function end(stream: ReadableStreamDefaultController<Uint8Array>, why: Ended): void {
    if (!open) return;
    open = false;
    clearInterval(keepalive);
    stream.enqueue(encoder.encode(`event: close\ndata: ${JSON.stringify(why)}\n\n`));
    stream.close();
  }

  return new ReadableStream<Uint8Array>(
    {
      start(stream) {
        const write = (text: string): void => {
          if (!open) return;
          stream.enqueue(encoder.encode(text));
          if ((stream.desiredSize ?? 0) > 0) return;
          // The reader resumes by the last id it saw; what was queued here would only grow.
          const { close: code, reason } = REFUSALS.slow_consumer;
          end(stream, { code, reason });
          socket.close(1000, "");
        };
        socket.addEventListener("message", ({ data }) => {
          const frame = String(data) as JsonText; // SAFETY: the hub's frames are JSON without white space.
          if (frame === PONG_FRAME || frame === PING_FRAME) return;
          for (const message of frame.startsWith("[") ? elements(frame) : [frame]) {
            const fields = members(message);
            epoch ||= JSON.parse(fields.get("epoch") ?? '""') as string; // SAFETY: the hub writes a string.
            write(eventOf(message, fields, epoch));
          }
        });
        socket.addEventListener("close", ({ code, reason }) => end(stream, { code, reason }));
        socket.accept();
        keepalive = setInterval(() => {
          // The exact text that doesn't wake the hub; and a comment, so that proxies see life.
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
    { highWaterMark: LIMITS.queuedStreamBytes, size: ({ byteLength }) => byteLength },
  );
}

/** Why the hub ended the socket behind a stream. */
interface Ended {
  readonly code: number;
  readonly reason: string;
}

/** An event with the message's position as its id, where resuming from there would miss nothing. */
function eventOf(message: JsonText, fields: ReadonlyMap<string, JsonText>, epoch: string): string {
  const type = fields.get("type");
  const seq = fields.get("seq");
  const resumable = type === '"new_signal"' || type === '"signal_update"' || type === '"live"';
  const id = resumable && seq !== undefined ? `id: ${epoch}:${seq}\n` : "";
  return `${id}data: ${message}\n\n`;
}
