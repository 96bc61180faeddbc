// The frames of a client from its upgrade to `live`, in outline. Each frame is its type and its numbers.

import { untilFlushed, splitFrame, type FeedFrame } from "../model/feed-client.ts";
import type { TestHub } from "./test-hub.ts";
import { TestSocket } from "./test-socket.ts";

export type Outline = readonly (readonly unknown[])[];

/** Every missed message in order, after the client's cursor. Each signal's id is its number. */
export function replayed(seq: number, missed: readonly number[], newest?: number): Outline {
  return [
    ["connected", seq, true],
    ...missed.map((number) => ["new_signal", number, number]),
    ["live", newest ?? missed.at(-1) ?? seq],
  ];
}

/** The snapshot at the newest message, with the signals of these numbers, and the reason for no replay. */
export function restarted(
  newest: number,
  reason?: string,
  numbers = Array.from({ length: newest }, (_, index) => newest - index),
): Outline {
  return [
    ["connected", newest, false, ...(reason === undefined ? [] : [reason])],
    ["snapshot", newest, numbers, false],
    ["live", newest],
  ];
}

/** Connects with a cursor and returns the frames' texts up to `live`. Throws if any frame follows. */
export async function resumeTexts(
  hub: TestHub,
  since: string | null,
  query = "",
): Promise<readonly string[]> {
  const cursorQuery = since === null ? "" : `since=${since}`;
  const socket = await TestSocket.openV2(hub, `${cursorQuery}&${query}`);
  const texts: string[] = [];
  for (;;) {
    const text = await socket.next();
    texts.push(text);
    if (text.startsWith('{"type":"live"')) break;
  }
  await untilFlushed(hub);
  if ((await socket.drain()).length > 0) throw new Error("something came after `live`");
  socket.close(1000);
  await socket.closed;
  return texts;
}

/** The same in outline, with the arrays split. */
export async function resume(hub: TestHub, since: string | null, query = ""): Promise<Outline> {
  const texts = await resumeTexts(hub, since, query);
  return texts.flatMap(splitFrame).map((text) => outlineOf(JSON.parse(text) as FeedFrame));
}

function outlineOf(frame: FeedFrame): readonly unknown[] {
  const { type, seq } = frame;
  switch (type) {
    case "connected":
      return [type, seq, frame["recovered"], ...("reason" in frame ? [frame["reason"]] : [])];
    case "snapshot":
      return [type, seq, (frame["signals"] as FeedFrame[]).map(idOf), frame["more"]];
    case "new_signal":
      return [type, seq, idOf(frame)];
    default:
      return [type, seq];
  }
}

function idOf({ data }: FeedFrame): unknown {
  return (data as { readonly id?: unknown }).id;
}
