// How a stream of server-sent events becomes frames, byte by byte.

import { describe, it, vi } from "vitest";
import { readSse } from "../../../src/client/transport/sse-reader.ts";

const ENDPOINT = { url: new URL("https://feed.test/sse/signals"), token: "a.b.c" };
const CLOSE = 'event: close\ndata: {"code":1012,"reason":"Service restart"}\n\n';

/**
 * Reads a stream of these chunks, and gives the reason for its end and its frames. With `cancel` the stream stays open.
 */
async function read(chunks: readonly (string | Uint8Array)[], cancel?: () => void) {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      for (const chunk of chunks) {
        stream.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
      }
      if (cancel === undefined) stream.close();
    },
    ...(cancel && { cancel }),
  });
  const frames: string[] = [];
  const { signal } = new AbortController();
  const fetch = () => Promise.resolve(new Response(body));
  const reason = await readSse(ENDPOINT, fetch, (text) => frames.push(text), signal);
  return { reason, frames };
}

describe("a stream of server-sent events", () => {
  it("gives a frame for each event, and an empty one for a keepalive", async ({ expect }) => {
    const result = await read([
      'id: e:1\ndata: {"seq":1}\n\n',
      ": ping\n\n",
      'data: {"seq":2}\n\n',
    ]);

    expect(result).toEqual({ reason: "", frames: ['{"seq":1}', "", '{"seq":2}'] });
  });

  it.for(["\n", "\r\n", "\r"])("ends its lines with %j", async (lineEnd, { expect }) => {
    const text = ('data: {"seq":1}\n\ndata: {"seq":2}\n\n' + CLOSE).replaceAll("\n", lineEnd);

    expect(await read([text])).toEqual({
      reason: "Service restart",
      frames: ['{"seq":1}', '{"seq":2}'],
    });
  });

  it("may be cut between any two bytes", async ({ expect }) => {
    const bytes = new TextEncoder().encode(`data: {"coin_name":"ß€😀"}\n\n${CLOSE}`);

    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(await read([bytes.slice(0, cut), bytes.slice(cut)])).toEqual({
        reason: "Service restart",
        frames: ['{"coin_name":"ß€😀"}'],
      });
    }
  });

  it("ends at the reason of the service, and what follows is not read", async ({ expect }) => {
    const result = await read([`${CLOSE}data: {"seq":1}\n\n`, 'data: {"seq":2}\n\n']);

    expect(result).toEqual({ reason: "Service restart", frames: [] });
  });

  it("drops an event that was cut off", async ({ expect }) => {
    expect(await read(['data: {"seq":1}\n\ndata: {"se'])).toEqual({
      reason: "",
      frames: ['{"seq":1}'],
    });
  });

  it("is cancelled at an event that never ends", async ({ expect }) => {
    const megabyte = "x".repeat(1024 * 1024);
    const endless = ["data: ", megabyte, megabyte, megabyte, megabyte, "x"];
    const cancel = vi.fn<() => void>();

    await expect(read(endless, cancel)).rejects.toThrow("max buffer size");
    expect(cancel).toHaveBeenCalledOnce();
  });

  it("is cancelled after the reason of the service", async ({ expect }) => {
    const cancel = vi.fn<() => void>();

    await read([CLOSE], cancel);

    expect(cancel).toHaveBeenCalledOnce();
  });
});
