// The burst: as many messages as producers can post, to a thousand sockets, in either dialect; and one alone.

import { Crowd } from "./burst/crowd-process.ts";
import type { CrowdCount, CrowdOrder } from "./burst/crowd.ts";
import { Poster, signalText } from "./burst/poster.ts";
import { conclude, pause, percentile, progress, readOptions, type Cell } from "./script.ts";
import { WorkerdServer } from "./workerd-server.ts";

interface BurstPlan {
  readonly sockets: number;
  readonly producers: number;
  readonly seconds: number;
  readonly lone: number;
  readonly ratio: number;
  readonly memory: number;
}

interface Figures {
  readonly posted_per_s: number;
  readonly deliveries_per_s: number;
  readonly frames_per_s: number;
  readonly messages_per_frame: number;
  readonly server_us_per_delivery: number;
  readonly server_cores: number;
  readonly crowd_cores: number;
  readonly last_client_p50_ms: number;
  readonly last_client_p99_ms: number;
  readonly peak_rss_mb: number;
  readonly lone_p50_ms: number;
  readonly lone_p99_ms: number;
  /** Posted, and not had by every socket in the end. */
  readonly incomplete: number;
  readonly closed: number;
}

/** No burst posts more than this, however quick the machine. */
const MAX_MESSAGES = 50_000;
/**
 * A file system in memory. On a disk each post makes workerd's one thread wait for an fsync, and the disk is
 * what gets measured; the platform's storage is confirmed elsewhere while the object's thread goes on.
 */
const MEMORY = "/dev/shm";
const LONE_EVERY_MS = 200;
const DRAIN_MS = 20_000;

async function measure(dialect: CrowdOrder["dialect"], plan: BurstPlan): Promise<Figures> {
  const server = await WorkerdServer.start(plan.memory === 0 ? undefined : MEMORY);
  const posters = Array.from({ length: plan.producers }, () => new Poster(server.port));
  let crowd: Crowd | undefined;
  try {
    const tokens = await Promise.all(
      Array.from({ length: Math.ceil(plan.sockets / 10) }, (_, user) =>
        server.token({ sub: String(user) }),
      ),
    );
    crowd = await Crowd.gather({ port: server.port, dialect, tokens, sockets: plan.sockets });
    progress(`${dialect}: ${plan.sockets} sockets are open`);
    const alone = await postAlone(crowd, posters, plan.lone);
    progress(`${dialect}: ${plan.lone} messages went out alone`);
    return { ...(await postBurst(server, crowd, posters, plan)), ...alone };
  } finally {
    crowd?.end();
    for (const poster of posters) poster.end();
    await server.dispose();
  }
}

async function postAlone(
  crowd: Crowd,
  [poster]: readonly Poster[],
  messages: number,
): Promise<Pick<Figures, "lone_p50_ms" | "lone_p99_ms">> {
  // The first ones warm the code up.
  const WARM = 5;
  for (let number = 0; number < messages + WARM; number += 1) {
    if (number === WARM) await crowd.count();
    if ((await poster?.post(signalText(1_000_000 + number))) !== 200)
      throw new Error("a post failed");
    await pause(LONE_EVERY_MS);
  }
  const { lastMs } = await crowd.count();
  return { lone_p50_ms: percentile(lastMs, 0.5), lone_p99_ms: percentile(lastMs, 0.99) };
}

async function postBurst(
  server: WorkerdServer,
  crowd: Crowd,
  posters: readonly Poster[],
  { seconds, sockets }: BurstPlan,
): Promise<Omit<Figures, "lone_p50_ms" | "lone_p99_ms">> {
  const began = performance.now();
  const cpuBefore = server.usage().cpuUs;
  const until = began + seconds * 1_000;
  let posted = 0;
  let number = 0;
  await Promise.all(
    posters.map(async (poster) => {
      while (performance.now() < until && number < MAX_MESSAGES) {
        if ((await poster.post(signalText((number += 1)))) !== 200)
          throw new Error("a post failed");
        posted += 1;
      }
    }),
  );
  const postingSeconds = (performance.now() - began) / 1_000;

  // What was posted is only worth its deliveries: the clock runs until the last socket has the last message.
  const counts: CrowdCount[] = [await crowd.count()];
  const sum = (pick: (count: CrowdCount) => number): number =>
    counts.reduce((total, count) => total + pick(count), 0);
  const drained = performance.now() + DRAIN_MS;
  while (sum(({ complete }) => complete) < posted && performance.now() < drained) {
    await pause(20);
    counts.push(await crowd.count());
  }
  const wall = (performance.now() - began) / 1_000;
  const usage = server.usage();
  const deliveries = sum(({ messages }) => messages);
  const frames = sum(({ frames }) => frames);
  const lastMs = counts.flatMap((count) => count.lastMs);
  progress(`${posted} messages were posted, ${deliveries} of ${posted * sockets} delivered`);
  return {
    posted_per_s: posted / postingSeconds,
    deliveries_per_s: deliveries / wall,
    frames_per_s: frames / wall,
    messages_per_frame: deliveries / frames,
    server_us_per_delivery: (usage.cpuUs - cpuBefore) / deliveries,
    server_cores: (usage.cpuUs - cpuBefore) / 1e6 / wall,
    crowd_cores: sum(({ cpuUs }) => cpuUs) / 1e6 / wall,
    last_client_p50_ms: percentile(lastMs, 0.5),
    last_client_p99_ms: percentile(lastMs, 0.99),
    peak_rss_mb: usage.peakRssBytes / 2 ** 20,
    incomplete: posted - sum(({ complete }) => complete),
    closed: sum(({ ended }) => ended),
  };
}

async function main(): Promise<void> {
  const { json, ...plan } = readOptions({
    file: "test/bench/burst.ts",
    summary: "Posts as fast as it can to many sockets, in v1 and in v2, and one message alone.",
    options: {
      sockets: { otherwise: 1_000, text: "sockets of either dialect" },
      producers: { otherwise: 8, text: "producers, each with one post under way" },
      seconds: { otherwise: 8, text: "how long they post" },
      lone: { otherwise: 30, text: "messages that go out alone, one each 200 ms" },
      memory: { otherwise: 0, text: "1 keeps the storage in memory: no fsync blocks the server" },
      ratio: { otherwise: 15, text: "deliveries a second that v2 must have for each of v1" },
    },
  });
  const v1 = await measure("signals.v1", plan);
  const v2 = await measure("signals.v2", plan);
  const ratio = v2.deliveries_per_s / v1.deliveries_per_s;
  const rows: (readonly Cell[])[] = [["", "v1", "v2"]];
  for (const name of Object.keys(v1) as (keyof Figures)[]) rows.push([name, v1[name], v2[name]]); // SAFETY: its own keys.
  rows.push(["v2/v1 deliveries", "", ratio]);
  const broken = [
    ...(ratio < plan.ratio ? [`v2 delivers ${ratio.toFixed(1)} times v1, not ${plan.ratio}`] : []),
    ...([v1, v2].some(({ incomplete }) => incomplete > 0) ? ["not every socket got all"] : []),
    ...([v1, v2].some(({ closed }) => closed > 0) ? ["sockets were closed"] : []),
  ];
  conclude(rows, { plan, v1, v2, ratio }, broken, json);
}

if (import.meta.main) await main();
