// An event stream out of a feed in memory, as a response of `fetch`.

import { CLOSE_FRAMES } from "../../protocol/close-codes.ts";
import { items, type RawJson } from "../../json/raw-json.ts";
import type { TestClock } from "./test-clock.ts";
import type { TestChannel } from "./test-network.ts";
import type { ClientEnd, TestSession } from "./test-session.ts";

/** The time between two keepalives, milliseconds. */
const KEEPALIVE_MS = 30_000;

/** Answers like the service, with a stream of events or with a problem document. */
export function openTestStream(
  channel: TestChannel,
  clock: TestClock,
  signal: AbortSignal | null,
  admit: (client: ClientEnd) => TestSession,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const encoder = new TextEncoder();
    let body: ReadableStreamDefaultController<Uint8Array> | undefined;
    let closed = false;
    const write = (text: string) =>
      channel.send(() => {
        if (!closed) body?.enqueue(encoder.encode(text));
      });
    const end = (finish: (body: ReadableStreamDefaultController) => void) => {
      if (closed) return;
      closed = true;
      cancelKeepalive();
      if (body !== undefined) finish(body);
    };
    let cancelKeepalive = () => undefined as void;
    const keepAlive = () => {
      cancelKeepalive = clock.after(KEEPALIVE_MS, () => {
        write(":\n\n");
        keepAlive();
      });
    };
    const begin = () => {
      if (body !== undefined) return;
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          body = controller;
        },
        cancel() {
          session.end(1000, "");
          end(() => undefined);
        },
      });
      keepAlive();
      channel.send(() => resolve(new Response(stream)));
    };
    const session = admit({
      frame(text, cursor) {
        begin();
        // SAFETY: the session's own frame. A stream sends the messages of an array one by one.
        const frames = text.startsWith("[") ? items(text as RawJson) : [text];
        const id = cursor === undefined ? "" : `id: ${cursor}\n`;
        for (const frame of frames) write(`${id}data: ${frame}\n\n`);
      },
      close(code, reason) {
        if (body === undefined) channel.send(() => resolve(problem(code, reason)));
        else if (code === 1006)
          channel.send(() => end((open) => open.error(new TypeError("network error"))));
        else {
          write(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`);
          channel.send(() => end((open) => open.close()));
        }
      },
    });
    signal?.addEventListener("abort", () => {
      session.end(1000, "");
      end((open) => open.close());
      reject(new DOMException("aborted", "AbortError"));
    });
  });
}

const STATUS: Readonly<Record<string, number>> = {
  unauthorized: 401,
  vip_required: 403,
  origin_denied: 403,
  rate_limited: 429,
  query_invalid: 400,
};

function problem(close: number, reason: string): Response {
  const code = Object.entries(CLOSE_FRAMES).find(
    ([, row]) => row.close === close && row.reason === reason,
  );
  const name = code?.[0] ?? "overloaded";
  return Response.json({ code: name, title: reason }, { status: STATUS[name] ?? 503 });
}
