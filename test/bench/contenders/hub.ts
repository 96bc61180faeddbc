// The contenders `hub-v1` and `hub-v2`, the service in its deployed bundle.

import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SOCKETS_PER_REQUEST } from "../load/client-pool-process.ts";
import { hubEndpoint } from "../load/http-producer.ts";
import { HUB, type Workload } from "../worker-bundle.ts";
import { WorkerdServer } from "../workerd-server.ts";
import type { Running } from "./contender.ts";
import { STORAGE } from "./storage.ts";

let bundled: Promise<string> | undefined;

/** Bundles once a run. Each case starts its own hub. */
const BUNDLED_ONCE: Workload = {
  ...HUB,
  async bundleInto(directory) {
    await copyFile(join(await (bundled ??= bundle()), "index.js"), join(directory, "index.js"));
  },
};

async function bundle(): Promise<string> {
  const directory = new URL("../../../dist/bench/hub", import.meta.url).pathname;
  await mkdir(directory, { recursive: true });
  await HUB.bundleInto(directory);
  return directory;
}

export async function startHub(subprotocol: "signals.v1" | "signals.v2"): Promise<Running> {
  const server = await WorkerdServer.start(STORAGE, BUNDLED_ONCE);
  return {
    endpoint: hubEndpoint(server.port),
    hello: "",
    requests: (sockets, queries = [""], firstUser = 0) =>
      Promise.all(
        Array.from({ length: Math.ceil(sockets / SOCKETS_PER_REQUEST) }, async (_, user) => ({
          path: `/ws/signals${queries[user % queries.length] ?? ""}`,
          protocols: [
            subprotocol,
            `bearer.${await server.token({ sub: String(firstUser + user) })}`,
          ],
        })),
      ),
    usage: () => server.usage(),
    dispose: () => server.dispose(),
  };
}
