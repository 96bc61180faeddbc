// The poller's state after each poll.

import { describe, it } from "vitest";
import type { RawJson } from "../../../../../src/json/raw-json.ts";
import { err, ok } from "../../../../../src/protocol/result.ts";
import type { HubStats } from "../../../../../src/protocol/stats/hub-stats.ts";
import type { ApiError } from "../../../../../src/board/operator/api-error.ts";
import { StatsPoller } from "../../../../../src/board/operator/stats/stats-poller.ts";
import { statsWith } from "../../../../support/browser/operator-stats.ts";

const MESSAGE =
  '{"type":"new_signal","signal_type":"mexc_dex","data":{},"seq":3,"ts":5}' as RawJson; // SAFETY: valid JSON without white space.

/** A poller, with the service behind it. */
function startPoller() {
  const service = {
    stats: statsWith({ seq: 3 }),
    error: null as ApiError | null,
    reads: [] as number[],
    polls: 0,
  };
  let poll: () => Promise<void> = () => Promise.resolve();
  const poller = new StatsPoller("key", {
    readStats: () =>
      Promise.resolve(service.error ? err(service.error) : ok<HubStats>(service.stats)),
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
  return { poller, service, runPoll: () => poll() };
}

describe("a poller", () => {
  it("polls while it has a listener", ({ expect }) => {
    const { poller, service } = startPoller();

    const unsubscribe = [poller.subscribe(() => {}), poller.subscribe(() => {})];
    expect(service.polls).toBe(1);
    for (const one of unsubscribe) one();

    expect(service.polls).toBe(0);
  });

  it("keeps each sample, and reads the log only when it has grown", async ({ expect }) => {
    const { poller, service, runPoll } = startPoller();
    let notifications = 0;
    poller.subscribe(() => {
      notifications += 1;
    });

    await runPoll();
    await runPoll();
    service.stats = statsWith({ seq: 5 });
    await runPoll();

    expect(service.reads).toEqual([0, 3]);
    expect(poller.state().history).toHaveLength(3);
    expect(notifications).toBe(5);
  });

  it("adds a page of the log once when two polls overlap", async ({ expect }) => {
    const { poller, runPoll } = startPoller();
    poller.subscribe(() => {});

    await Promise.all([runPoll(), runPoll()]);

    expect(poller.state().tail.lines.map(({ seq }) => seq)).toEqual([3]);
  });

  it("keeps the last sample beside an error, and clears the error after a success", async ({
    expect,
  }) => {
    const { poller, service, runPoll } = startPoller();
    poller.subscribe(() => {});
    await runPoll();

    service.error = { kind: "unreachable" };
    await runPoll();
    expect(poller.state()).toMatchObject({
      error: { kind: "unreachable" },
      history: [{ at: 5_000 }],
    });
    service.error = null;
    await runPoll();

    expect(poller.state().error).toBeNull();
  });

  it("reads no log while the tail is paused, and reads on from there", async ({ expect }) => {
    const { poller, service, runPoll } = startPoller();
    poller.subscribe(() => {});
    await runPoll();

    poller.setFollowing(false);
    service.stats = statsWith({ seq: 9 });
    await runPoll();
    expect(service.reads).toEqual([0]);
    poller.setFollowing(true);
    await runPoll();

    expect(service.reads).toEqual([0, 3]);
  });
});
