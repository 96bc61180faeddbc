// Readers stop reading and keep their connections open, like phones in a tunnel.

import { StallingReader } from "../../../support/live/stalling-reader.ts";
import type { Drill } from "../../drill.ts";
import type { Fault } from "../../fault.ts";
import { pause } from "../../from-bench.ts";
import type { FeedRun } from "../../ledger/feed-run.ts";
import { inParallel } from "../../in-parallel.ts";
import { canary } from "../../service/canary.ts";
import type { DrilledService } from "../../service/drilled-service.ts";

const MIB = 2 ** 20;
const GROWTH_MIB = 64;
const MESSAGE_CHARS = 9_000;
const PER_USER = 10;
/** Messages read by everybody first, so that the runtime's heap has grown before the measurement. */
const WARM_UP = 1_500;
/** The hub closes a reader after 30 s without progress. */
const CLOSED_MS = 60_000;

interface Stall {
  readonly readers: number;
  /** Messages of some 9 kB, published to the stalled readers. */
  readonly messages: number;
  /** Set where the drill waits for the hub to close the readers. */
  readonly untilClosed?: true;
}

function stalledReaders({ readers, messages, untilClosed }: Stall): Fault {
  return {
    name: `${readers}-stalled-readers`,
    hypothesis: untilClosed
      ? `Stalled readers (${readers}) take no memory, delay nobody, and are closed.`
      : `Stalled readers (${readers}) take no memory and delay nobody.`,
    // Memory is measured over thousands of messages of some 9 kB.
    long: true,
    async run(drill) {
      drill.expectCloses("1013 Slow consumer");
      const service = await drill.serve();
      const feed = await drill.feed(service, {
        clients: 4,
        messages: WARM_UP + messages,
        bulk: MESSAGE_CHARS,
        intervalMs: 20,
      });
      const stalled = await inParallel(readers, 20, async (index) => {
        const sub = canary(`stalled-${Math.floor(index / PER_USER)}`);
        const token = await service.token({ sub });
        return StallingReader.connect(service.socketUrl(), "signals.v2", token);
      });
      drill.onFinished(() => {
        for (const reader of stalled) reader.drop();
      });
      await feed.reaches(WARM_UP / feed.messages);

      const release = await feed.pausePublishing();
      for (const reader of stalled) reader.stall();
      await pause(500);
      const before = service.usage().rssBytes;
      const published = feed.published;
      release();
      const peak = await watchMemory(service, feed);
      await feed.settle();

      const grown = (peak - before) / MIB;
      const offered = ((feed.published - published) * MESSAGE_CHARS * readers) / 1e6;
      drill.figure("MB offered to them", Math.round(offered));
      drill.figure("MiB grown at most", Math.round(grown));
      drill.check(grown < GROWTH_MIB, `memory grew by ${Math.round(grown)} MiB`);
      if (untilClosed) await checkClosed(drill, service, readers);
    },
  };
}

/** The peak of resident memory until all messages are published, bytes. */
async function watchMemory(service: DrilledService, feed: FeedRun): Promise<number> {
  let peak = 0;
  while (feed.published < feed.messages) {
    peak = Math.max(peak, service.usage().rssBytes);
    await pause(100);
  }
  await pause(1_000);
  return Math.max(peak, service.usage().rssBytes);
}

/**
 * Checks that the hub closes every paused reader. A few readers may never be paused, where the kernel's socket
 * buffers of several megabytes take all their messages.
 */
async function checkClosed(drill: Drill, service: DrilledService, readers: number): Promise<void> {
  const deadline = performance.now() + CLOSED_MS;
  let remaining = readers;
  while (remaining > 0 && performance.now() < deadline) {
    await pause(1_000);
    remaining = (await service.stats()).catching_up;
  }
  drill.check(remaining === 0, `${remaining} stalled readers were not closed`);
  const { sockets } = await service.stats();
  drill.figure("closed readers", readers - sockets);
  drill.check(sockets < readers, "some were paused");
}

export const stalledReader = stalledReaders({ readers: 1, messages: 1_000 });
export const tenStalledReaders = stalledReaders({ readers: 10, messages: 1_000 });
export const fiftyStalledReaders = stalledReaders({
  readers: 50,
  messages: 2_000,
  untilClosed: true,
});
export const twoHundredStalledReaders = stalledReaders({
  readers: 200,
  messages: 1_000,
  untilClosed: true,
});
