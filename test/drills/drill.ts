// One drill as it runs, with its services, its feeds, its broken promises and its line in the ledger.

import { seededRandom } from "../../src/cli/demo/seeded-random.ts";
import type { Fault } from "./fault.ts";
import { progress } from "./from-bench.ts";
import type { FeedPlan } from "./ledger/plan/feed-plan.ts";
import type { LedgerLine } from "./ledger/evaluation/evaluate-feed.ts";
import type { LedgerServer } from "./ledger/clients/producer.ts";
import { FeedRun } from "./ledger/feed-run.ts";
import { readStoredLog, type StoredMessage } from "./ledger/evaluation/stored-log.ts";
import { canary } from "./service/canary.ts";
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
  /** Further counts by name. */
  readonly figures: Readonly<Record<string, number>>;
  readonly broken: readonly string[];
  readonly seconds: number;
}

export const EMPTY_LINE: LedgerLine = {
  published: 0,
  acknowledged: 0,
  unknown: 0,
  resolved: 0,
  stored: 0,
  delivered: 0,
  duplicated: 0,
  missing: 0,
  foreign: 0,
};

/** Replacements for parts of a service, such as a proxied socket URL or a token of another issuer. */
export interface FeedRoutes extends Partial<Pick<LedgerServer, "post" | "token">> {
  /** The URL to which clients connect. */
  readonly sockets?: string;
}

interface WatchedFeed {
  readonly run: FeedRun;
  /** Kills the service and reads its disk. A service under `wrangler dev` is read over HTTP instead. */
  readonly stored: () => Promise<readonly StoredMessage[]>;
}

export class Drill {
  readonly seed: number;
  readonly short: boolean;
  readonly random: () => number;
  readonly logs: LogWatch;
  readonly #name: string;
  readonly #services: DrilledService[] = [];
  readonly #onFinished: (() => Promise<void> | void)[] = [];
  readonly #feeds: WatchedFeed[] = [];
  readonly #figures: Record<string, number> = {};
  readonly #broken: string[] = [];
  readonly #closes = new Set<string>();
  #snapshots = false;
  #counted = EMPTY_LINE;

  constructor(name: string, { seed, short }: DrillOptions, logs: LogWatch) {
    this.#name = name;
    this.seed = seed;
    this.short = short;
    this.random = seededRandom(seed);
    this.logs = logs;
  }

  /** Runs and evaluates a drill, then removes its services. Never throws, for a failed drill counts as not survived. */
  static async run(fault: Fault, options: DrillOptions, logs: LogWatch): Promise<DrillResult> {
    const began = performance.now();
    const drill = new Drill(fault.name, options, logs);
    let line = EMPTY_LINE;
    try {
      await fault.run(drill);
      line = await drill.#evaluate();
    } catch (error) {
      drill.#broken.push(`the drill failed: ${error instanceof Error ? error.message : "?"}`);
    } finally {
      for (const undo of drill.#onFinished.toReversed()) await undo();
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

  /** Starts a feed through this service, with clients of all filters. It is evaluated when the drill ends. */
  async feed(
    service: DrilledService,
    plan: Partial<Omit<FeedPlan, "memo">> = {},
    routes: FeedRoutes = {},
  ): Promise<FeedRun> {
    const server = ledgerServerOf(service, routes);
    const run = await FeedRun.start(server, this.planFeed(plan), routes.sockets);
    this.watch(run, async () => {
      await service.kill();
      return readStoredLog(service.storage);
    });
    return run;
  }

  planFeed(plan: Partial<Omit<FeedPlan, "memo">>): FeedPlan {
    const defaults = {
      clients: 22,
      v1Clients: 2,
      messages: 1_500,
      seed: this.seed,
      intervalMs: 10,
    };
    return { ...defaults, ...plan, memo: canary(this.#name) };
  }

  watch(run: FeedRun, stored: WatchedFeed["stored"]): void {
    this.#feeds.push({ run, stored });
  }

  /** Registers a clean-up. It runs when the drill ends, also after a failure. */
  onFinished(undo: () => Promise<void> | void): void {
    this.#onFinished.push(undo);
  }

  /** Records the promise as broken unless it holds. */
  check(holds: boolean, promise: string): void {
    if (!holds) this.#broken.push(promise);
  }

  figure(name: string, value: number): void {
    this.#figures[name] = value;
  }

  /** Adds counts of sockets outside the feed to the ledger line. */
  count(line: Partial<LedgerLine>): void {
    this.#counted = addLines(this.#counted, { ...EMPTY_LINE, ...line });
  }

  /** Allows these closes, such as `1012 Service restart`. Any other close breaks a promise. */
  expectCloses(...closes: readonly string[]): void {
    for (const close of closes) this.#closes.add(close);
  }

  /** Allows resumes to be answered with a snapshot. */
  expectSnapshots(): void {
    this.#snapshots = true;
  }

  note(text: string): void {
    progress(`  ${this.#name}: ${text}`);
  }

  async #evaluate(): Promise<LedgerLine> {
    let sum = this.#counted;
    for (const { run, stored } of this.#feeds) {
      await run.settle();
      const result = run.evaluate(await stored());
      this.#broken.push(...result.broken);
      for (const [close, times] of result.closes) {
        this.check(this.#closes.has(close), `${times} sockets were closed with ${close}`);
      }
      this.check(
        this.#snapshots || result.snapshots === 0,
        `${result.snapshots} resumes got a snapshot`,
      );
      sum = addLines(sum, result.line);
    }
    return sum;
  }
}

function ledgerServerOf(service: DrilledService, routes: FeedRoutes): LedgerServer {
  return {
    url: (path) => service.url(path),
    token: routes.token ?? ((claims) => service.token(claims)),
    post: routes.post ?? ((body, idempotencyKey) => service.post(body, idempotencyKey)),
    operate: (method, path) => service.operate(method, path),
    kill: () => service.kill(),
    start: () => service.start(),
  };
}

export function addLines(a: LedgerLine, b: LedgerLine): LedgerLine {
  return {
    published: a.published + b.published,
    acknowledged: a.acknowledged + b.acknowledged,
    unknown: a.unknown + b.unknown,
    resolved: a.resolved + b.resolved,
    stored: a.stored + b.stored,
    delivered: a.delivered + b.delivered,
    duplicated: a.duplicated + b.duplicated,
    missing: a.missing + b.missing,
    foreign: a.foreign + b.foreign,
  };
}
