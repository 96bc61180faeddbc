// A client in a feed in memory, and what a test posts there.

import {
  SignalClient,
  type SignalClientOptions,
  type SignalMessage,
} from "../../src/client/index.ts";
import type { Platform } from "../../src/client/platform.ts";
import { TestFeed } from "../../src/client/testing/index.ts";
import { ClientTold } from "./client-told.ts";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;

interface Overheard {
  /** What was said through all sockets, in order. */
  readonly said: readonly string[];
  readonly opened: readonly { readonly url: string; readonly protocols: readonly string[] }[];
}

interface Living extends Overheard {
  readonly feed: TestFeed;
  readonly client: SignalClient;
  readonly told: ClientTold;
}

type Options = Partial<SignalClientOptions>;

/** A client whose first tries are over. Chance is at nothing: it waits as short as it may. */
export async function begin(
  options: Options | ((feed: TestFeed) => Options) = {},
): Promise<Living> {
  const feed = new TestFeed({ random: () => 0 });
  const own = typeof options === "function" ? options(feed) : options;
  const { platform, said, opened } = overhear(feed);
  const client = new SignalClient({ ...feed.options, platform, ...own });
  const told = new ClientTold(client);
  client.connect();
  await feed.advance(10);
  return { feed, client, told, said, opened };
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
function overhear(feed: TestFeed): Overheard & { readonly platform: Platform } {
  const { platform } = feed;
  const said: string[] = [];
  const opened: Overheard["opened"][number][] = [];
  if (platform.WebSocket === undefined) throw new TypeError("a feed has sockets");
  class HeardSocket extends platform.WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      opened.push({ url, protocols });
    }

    override send(text: string): void {
      said.push(text);
      super.send(text);
    }
  }
  return { platform: { ...platform, WebSocket: HeardSocket }, said, opened };
}
