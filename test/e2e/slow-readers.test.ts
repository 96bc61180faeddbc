// Stalled readers beside quick ones.

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, it } from "vitest";
import { LiveServer } from "../support/live/live-server.ts";
import { StallingReader } from "../support/live/stalling-reader.ts";

const NOTE = 9_000;
const BATCHES = 60;
const MESSAGES = 100;

let server: LiveServer;

/** A publish request of almost 1 MiB, sent to every socket. */
function batch(index: number): string {
  const note = "x".repeat(NOTE);
  const items = Array.from({ length: MESSAGES }, (_, n) => {
    const id = index * MESSAGES + n;
    return `{"type":"new_signal","signal_type":"mexc_dex","data":{"id":${id},"note":"${note}"}}`;
  });
  return `[${items.join()}]`;
}

describe("stalled readers", () => {
  beforeAll(async () => {
    server = await LiveServer.start();
  });
  afterAll(() => server.dispose());

  it.for(["signals.v2", "signals.v1"] as const)(
    "in %s cost no memory, delay nobody, and miss nothing once they read again",
    async (subprotocol, { expect }) => {
      const first = subprotocol === "signals.v2" ? 0 : BATCHES;
      const quick = await readers(2, subprotocol, "quick");
      const stalled = await readers(30, subprotocol, "stalled");
      for (const reader of stalled) reader.stall();
      const before = await server.memory();

      await publish(first, BATCHES);

      const expected = idsOf(first, BATCHES);
      for (const reader of quick) expect(await reader.ids(expected.length)).toEqual(expected);
      const grown = (await server.memory()) - before;
      // The size of 30 growing queues. The rest is the runtime's own heap, under a megabyte for each request.
      const queuedBytes = stalled.length * BATCHES * MESSAGES * NOTE;
      expect(grown).toBeLessThan(queuedBytes / 4);

      for (const reader of stalled.slice(3)) reader.drop();
      for (const reader of stalled.slice(0, 3)) {
        reader.read();
        expect(await reader.ids(expected.length)).toEqual(expected);
        reader.drop();
      }
      for (const reader of quick) reader.drop();
    },
  );

  it("of 30 s are closed, and miss nothing when they resume", async ({ expect }) => {
    const since = await currentCursor();
    const [stalled] = await readers(1, "signals.v2", "gone");
    stalled?.stall();
    await publish(2 * BATCHES, 10);
    await socketsFallTo(0);

    const token = await server.token({ sub: "signals.v2-gone-0" });
    const again = await StallingReader.connect(url(`?since=${since}`), "signals.v2", token);

    const expected = idsOf(2 * BATCHES, 10);
    expect(await again.ids(expected.length)).toEqual(expected);
    again.drop();
  });
});

async function publish(first: number, count: number): Promise<void> {
  for (let index = first; index < first + count; index += 1) {
    const response = await server.post(batch(index));
    if (response.status !== 200) throw new Error(await response.text());
  }
}

function idsOf(first: number, batches: number): readonly number[] {
  return Array.from({ length: batches * MESSAGES }, (_, n) => first * MESSAGES + n);
}

async function stats(): Promise<{ epoch: string; seq: number; sockets: number }> {
  return (await server.operate("GET", "/stats")).json();
}

async function currentCursor(): Promise<string> {
  const { epoch, seq } = await stats();
  return `${epoch}:${seq}`;
}

async function socketsFallTo(count: number): Promise<void> {
  while ((await stats()).sockets > count) await pause(500);
}

function url(query = ""): string {
  return `ws://localhost:${server.port}/ws/signals${query}`;
}

function readers(
  count: number,
  subprotocol: "signals.v1" | "signals.v2",
  user: string,
): Promise<readonly StallingReader[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const token = await server.token({ sub: `${subprotocol}-${user}-${n}` });
      return StallingReader.connect(url(), subprotocol, token);
    }),
  );
}
