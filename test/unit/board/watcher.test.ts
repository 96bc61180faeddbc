// The watcher: what the operator's page knows after each look at the service.

import { describe, it } from "vitest";
import type { JsonText } from "../../../src/protocol/json-text.ts";
import { no, ok } from "../../../src/protocol/result.ts";
import type { HubStats } from "../../../src/protocol/hub-stats.ts";
import type { Trouble } from "../../../src/board/operator/trouble.ts";
import { Watcher } from "../../../src/board/operator/watcher.ts";
import { statsWith } from "../../support/operator-stats.ts";

const MESSAGE =
  '{"type":"new_signal","signal_type":"mexc_dex","data":{},"seq":3,"ts":5}' as JsonText; // SAFETY: it is.

/** A watcher of a service that answers what it is told to. */
function watching() {
  const service = {
    stats: statsWith({ seq: 3 }),
    trouble: null as Trouble | null,
    reads: [] as number[],
    polls: 0,
  };
  let look: () => Promise<void> = () => Promise.resolve();
  const watcher = new Watcher("key", {
    readStats: () =>
      Promise.resolve(service.trouble ? no(service.trouble) : ok<HubStats>(service.stats)),
    readLog: (_, since) => {
      service.reads.push(since.seq);
      return Promise.resolve(
        ok({ position: { epoch: since.epoch, seq: service.stats.seq }, messages: [MESSAGE] }),
      );
    },
    poll: (ask) => {
      look = ask;
      service.polls += 1;
      return () => {
        service.polls -= 1;
      };
    },
    now: () => 5_000,
  });
  return { watcher, service, look: () => look() };
}

describe("a watcher", () => {
  it("looks while it has a listener", ({ expect }) => {
    const { watcher, service } = watching();

    const leave = [watcher.subscribe(() => {}), watcher.subscribe(() => {})];
    expect(service.polls).toBe(1);
    for (const one of leave) one();

    expect(service.polls).toBe(0);
  });

  it("keeps what it saw, and reads the log only when there is more of it", async ({ expect }) => {
    const { watcher, service, look } = watching();
    let told = 0;
    watcher.subscribe(() => {
      told += 1;
    });

    await look();
    await look();
    service.stats = statsWith({ seq: 5 });
    await look();

    expect(service.reads).toEqual([0, 3]);
    expect(watcher.watch().history).toHaveLength(3);
    expect(told).toBe(5);
  });

  it("takes a page of the log once, whoever brings it", async ({ expect }) => {
    const { watcher, look } = watching();
    watcher.subscribe(() => {});

    await Promise.all([look(), look()]);

    expect(watcher.watch().tail.lines.map(({ seq }) => seq)).toEqual([3]);
  });

  it("keeps the last sample beside the trouble, and forgets the trouble", async ({ expect }) => {
    const { watcher, service, look } = watching();
    watcher.subscribe(() => {});
    await look();

    service.trouble = { kind: "unreachable" };
    await look();
    expect(watcher.watch()).toMatchObject({
      trouble: { kind: "unreachable" },
      history: [{ at: 5_000 }],
    });
    service.trouble = null;
    await look();

    expect(watcher.watch().trouble).toBeNull();
  });

  it("reads no log while the tail stands still, and goes on from there", async ({ expect }) => {
    const { watcher, service, look } = watching();
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
