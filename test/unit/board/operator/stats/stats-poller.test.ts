// The watcher: what the operator's page knows after each look at the service.

import { describe, it } from "vitest";
import type { RawJson } from "../../../../../src/json/raw-json.ts";
import { err, ok } from "../../../../../src/protocol/result.ts";
import type { HubStats } from "../../../../../src/protocol/hub-stats.ts";
import type { ApiError } from "../../../../../src/board/operator/api-error.ts";
import { StatsPoller } from "../../../../../src/board/operator/stats/stats-poller.ts";
import { statsWith } from "../../../../support/browser/operator-stats.ts";

const MESSAGE =
  '{"type":"new_signal","signal_type":"mexc_dex","data":{},"seq":3,"ts":5}' as RawJson; // SAFETY: it is.

/** A watcher of a service that answers what it is told to. */
function startPoller() {
  const service = {
    stats: statsWith({ seq: 3 }),
    trouble: null as ApiError | null,
    reads: [] as number[],
    polls: 0,
  };
  let poll: () => Promise<void> = () => Promise.resolve();
  const poller = new StatsPoller("key", {
    readStats: () =>
      Promise.resolve(service.trouble ? err(service.trouble) : ok<HubStats>(service.stats)),
    readLog: (_, since) => {
      service.reads.push(since.seq);
      return Promise.resolve(
        ok({ cursor: { epoch: since.epoch, seq: service.stats.seq }, messages: [MESSAGE] }),
      );
    },
    poll: (read) => {
      poll = read;
      service.polls += 1;
      return () => {
        service.polls -= 1;
      };
    },
    now: () => 5_000,
  });
  return { watcher: poller, service, look: () => poll() };
}

describe("a watcher", () => {
  it("looks while it has a listener", ({ expect }) => {
    const { watcher, service } = startPoller();

    const unsubscribe = [watcher.subscribe(() => {}), watcher.subscribe(() => {})];
    expect(service.polls).toBe(1);
    for (const one of unsubscribe) one();

    expect(service.polls).toBe(0);
  });

  it("keeps what it saw, and reads the log only when there is more of it", async ({ expect }) => {
    const { watcher, service, look } = startPoller();
    let notifications = 0;
    watcher.subscribe(() => {
      notifications += 1;
    });

    await look();
    await look();
    service.stats = statsWith({ seq: 5 });
    await look();

    expect(service.reads).toEqual([0, 3]);
    expect(watcher.state().history).toHaveLength(3);
    expect(notifications).toBe(5);
  });

  it("takes a page of the log once, whoever brings it", async ({ expect }) => {
    const { watcher, look } = startPoller();
    watcher.subscribe(() => {});

    await Promise.all([look(), look()]);

    expect(watcher.state().tail.lines.map(({ seq }) => seq)).toEqual([3]);
  });

  it("keeps the last sample beside the trouble, and forgets the trouble", async ({ expect }) => {
    const { watcher, service, look } = startPoller();
    watcher.subscribe(() => {});
    await look();

    service.trouble = { kind: "unreachable" };
    await look();
    expect(watcher.state()).toMatchObject({
      error: { kind: "unreachable" },
      history: [{ at: 5_000 }],
    });
    service.trouble = null;
    await look();

    expect(watcher.state().error).toBeNull();
  });

  it("reads no log while the tail stands still, and goes on from there", async ({ expect }) => {
    const { watcher, service, look } = startPoller();
    watcher.subscribe(() => {});
    await look();

    watcher.follow(false);
    service.stats = statsWith({ seq: 9 });
    await look();
    expect(service.reads).toEqual([0]);
    watcher.follow(true);
    await look();

    expect(service.reads).toEqual([0, 3]);
  });
});
