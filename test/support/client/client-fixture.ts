// A client in a feed in memory, and what a test posts there.

import {
  SignalClient,
  type SignalClientOptions,
  type SignalMessage,
} from "../../../src/client/index.ts";
import type { Platform } from "../../../src/client/platform/platform.ts";
import { TestFeed } from "../../../src/client/testing/index.ts";
import { EventRecorder } from "./event-recorder.ts";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;

interface RecordedTraffic {
  /** What was said through all sockets, in order. */
  readonly sent: readonly string[];
  readonly opened: readonly { readonly url: string; readonly protocols: readonly string[] }[];
}

interface ClientFixture extends RecordedTraffic {
  readonly feed: TestFeed;
  readonly client: SignalClient;
  readonly recorder: EventRecorder;
}

type Options = Partial<SignalClientOptions>;

/** A client whose first tries are over. Chance is at nothing: it waits as short as it may. */
export async function startClient(
  options: Options | ((feed: TestFeed) => Options) = {},
): Promise<ClientFixture> {
  const feed = new TestFeed({ random: () => 0 });
  const overrides = typeof options === "function" ? options(feed) : options;
  const { platform, sent, opened } = recordTraffic(feed);
  const client = new SignalClient({ ...feed.options, platform, ...overrides });
  const recorder = new EventRecorder(client);
  client.connect();
  await feed.advance(10);
  return { feed, client, recorder, sent, opened };
}

export function signal(id: number | string, more: object = {}) {
  const data = { id, ...more };
  return { type: "new_signal", signal_type: "funding_rate", data } as const;
}

export function update(id: number | string, data: object) {
  const fields = { ...data };
  return {
    type: "signal_update",
    signal_type: "funding_rate",
    signal_id: id,
    data: fields,
  } as const;
}

export function idsOf(messages: readonly SignalMessage[]): readonly (number | string)[] {
  return messages.map(({ signal_id }) => signal_id);
}

/** A place that has no sockets. */
export function streamsOnly(feed: TestFeed): Platform {
  const { WebSocket: _, ...streams } = feed.platform;
  return streams;
}

/** The feed's own sockets, listened in on. */
function recordTraffic(feed: TestFeed): RecordedTraffic & { readonly platform: Platform } {
  const { platform } = feed;
  const sent: string[] = [];
  const opened: RecordedTraffic["opened"][number][] = [];
  if (platform.WebSocket === undefined) throw new TypeError("a feed has sockets");
  class RecordingSocket extends platform.WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      opened.push({ url, protocols });
    }

    override send(text: string): void {
      sent.push(text);
      super.send(text);
    }
  }
  return { platform: { ...platform, WebSocket: RecordingSocket }, sent, opened };
}
