// One drill as it runs: its services, its feeds, what it promises, and what is reckoned up in the end.

import { seededRandom } from "../../src/cli/demo/seeded-random.ts";
import type { Fault } from "./fault.ts";
import { progress } from "./from-bench.ts";
import type { FeedPlan } from "./ledger/feed-plan.ts";
import type { LedgerLine } from "./ledger/verdict.ts";
import { Witness } from "./ledger/witness.ts";
import { readStoredLog, type StoredMessage } from "./ledger/stored-log.ts";
import { canary } from "./service/canary.ts";
import { doorsOf, type Ways } from "./service/doors.ts";
import { DrilledService, type ServiceOptions } from "./service/drilled-service.ts";
import type { LogWatch } from "./service/log-watch.ts";

export interface DrillOptions {
  readonly seed: number;
  readonly short: boolean;
}

export interface DrillResult {
  readonly name: string;
  readonly hypothesis: string;
  readonly survived: boolean;
  readonly line: LedgerLine;
  /** What else was counted. */
  readonly figures: Readonly<Record<string, number>>;
  readonly broken: readonly string[];
  readonly seconds: number;
}

export const NOTHING: LedgerLine = {
  published: 0,
  answered: 0,
  unknown: 0,
  resolved: 0,
  stored: 0,
  delivered: 0,
  doubled: 0,
  missing: 0,
  foreign: 0,
};

interface WatchedFeed {
  readonly witness: Witness;
  /** What the disk holds once the service is dead; or what a service told that is not ours to kill. */
  readonly stored: () => Promise<readonly StoredMessage[]>;
}

export class Drill {
  readonly seed: number;
  readonly short: boolean;
  readonly random: () => number;
  readonly logs: LogWatch;
  readonly #name: string;
  readonly #services: DrilledService[] = [];
  readonly #afterwards: (() => Promise<void> | void)[] = [];
  readonly #feeds: WatchedFeed[] = [];
  readonly #figures: Record<string, number> = {};
  readonly #broken: string[] = [];
  readonly #closes = new Set<string>();
  #snapshots = false;
  #counted = NOTHING;

  constructor(name: string, { seed, short }: DrillOptions, logs: LogWatch) {
    this.#name = name;
    this.seed = seed;
    this.short = short;
    this.random = seededRandom(seed);
    this.logs = logs;
  }

  /** Runs it, reckons it up, and leaves nothing behind. Never throws: a drill that fails is not survived. */
  static async run(fault: Fault, options: DrillOptions, logs: LogWatch): Promise<DrillResult> {
    const began = performance.now();
    const drill = new Drill(fault.name, options, logs);
    let line = NOTHING;
    try {
      await fault.run(drill);
      line = await drill.#reckon();
    } catch (error) {
      drill.#broken.push(`the drill failed: ${error instanceof Error ? error.message : "?"}`);
    } finally {
      for (const undo of drill.#afterwards.toReversed()) await undo();
      for (const service of drill.#services) await service.dispose();
    }
    return {
      name: fault.name,
      hypothesis: fault.hypothesis,
      survived: drill.#broken.length === 0,
      line,
      figures: drill.#figures,
      broken: drill.#broken,
      seconds: (performance.now() - began) / 1_000,
    };
  }

  async serve(options: ServiceOptions = {}): Promise<DrilledService> {
    const service = await DrilledService.start(options, this.logs);
    this.#services.push(service);
    return service;
  }

  /** A feed through this service, with clients of all filters; reckoned up when the drill is over. */
  async feed(
    service: DrilledService,
    plan: Partial<Omit<FeedPlan, "memo">> = {},
    ways: Ways = {},
  ): Promise<Witness> {
    const whole = this.planFeed(plan);
    const witness = await Witness.begin(doorsOf(service, ways), whole, ways.sockets);
    this.watch(witness, async () => {
      await service.kill();
      return readStoredLog(service.storage);
    });
    return witness;
  }

  planFeed(plan: Partial<Omit<FeedPlan, "memo">>): FeedPlan {
    const usual = { clients: 22, plain: 2, messages: 1_500, seed: this.seed, paceMs: 10 };
    return { ...usual, ...plan, memo: canary(this.#name) };
  }

  watch(witness: Witness, stored: WatchedFeed["stored"]): void {
    this.#feeds.push({ witness, stored });
  }

  /** To be done when the drill is over, however it ends. */
  afterwards(undo: () => Promise<void> | void): void {
    this.#afterwards.push(undo);
  }

  /** Takes down a promise that didn't hold. */
  promise(held: boolean, text: string): void {
    if (!held) this.#broken.push(text);
  }

  figure(name: string, value: number): void {
    this.#figures[name] = value;
  }

  /** Adds what was counted otherwise than by the feed's own clients. */
  count(line: Partial<LedgerLine>): void {
    this.#counted = addLines(this.#counted, { ...NOTHING, ...line });
  }

  /** Clients may be closed like this, such as `1012 Service restart`; otherwise that breaks a promise. */
  expectCloses(...closes: readonly string[]): void {
    for (const close of closes) this.#closes.add(close);
  }

  /** Clients may be told that they missed something, and given a snapshot. */
  expectSnapshots(): void {
    this.#snapshots = true;
  }

  say(text: string): void {
    progress(`  ${this.#name}: ${text}`);
  }

  async #reckon(): Promise<LedgerLine> {
    let sum = this.#counted;
    for (const { witness, stored } of this.#feeds) {
      await witness.settle();
      const verdict = witness.reckon(await stored());
      this.#broken.push(...verdict.broken);
      for (const [close, times] of verdict.closes) {
        this.promise(this.#closes.has(close), `${times} sockets were closed with ${close}`);
      }
      this.promise(
        this.#snapshots || verdict.snapshots === 0,
        `${verdict.snapshots} resumes got a snapshot`,
      );
      sum = addLines(sum, verdict.line);
    }
    return sum;
  }
}

export function addLines(a: LedgerLine, b: LedgerLine): LedgerLine {
  return {
    published: a.published + b.published,
    answered: a.answered + b.answered,
    unknown: a.unknown + b.unknown,
    resolved: a.resolved + b.resolved,
    stored: a.stored + b.stored,
    delivered: a.delivered + b.delivered,
    doubled: a.doubled + b.doubled,
    missing: a.missing + b.missing,
    foreign: a.foreign + b.foreign,
  };
}
