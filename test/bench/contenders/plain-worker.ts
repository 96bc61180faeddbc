// Starts a Worker with one Durable Object, on the same runtime and settings as the hub.

import { build } from "esbuild";
import { join } from "node:path";
import { compatibilityText, quote, type Workload } from "../worker-bundle.ts";
import { WorkerdServer } from "../workerd-server.ts";
import type { Running } from "./contender.ts";
import { STORAGE } from "./storage.ts";

interface PlainWorker {
  /** Its module under `servers/`. */
  readonly file: string;
  /** The class of its object, and the name of the binding. */
  readonly className: string;
  /** The path for upgrades and publish requests. */
  readonly path: string;
}

export async function startPlainWorker({ file, className, path }: PlainWorker): Promise<Running> {
  const workload: Workload = {
    async bundleInto(directory) {
      await build({
        entryPoints: [new URL(`servers/${file}`, import.meta.url).pathname],
        outfile: join(directory, "index.js"),
        bundle: true,
        format: "esm",
        external: ["cloudflare:*", "node:*"],
      });
    },
    configText: (port, storage) => configText(className, port, storage),
    readyPath: "/ready",
  };
  const server = await WorkerdServer.start(STORAGE, workload);
  return {
    endpoint: { port: server.port, path },
    hello: "",
    requests: () => Promise.resolve([{ path, protocols: [] }]),
    usage: () => server.usage(),
    dispose: () => server.dispose(),
  };
}

function configText(className: string, port: number, storage: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "plain", worker = .plain),
    (name = "disk", disk = (path = ${quote(storage)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "plain")],
);

const plain :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "index.js")],
  ${compatibilityText()},
  durableObjectNamespaces = [(className = ${quote(className)}, uniqueKey = "plain", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [(name = ${quote(className)}, durableObjectNamespace = ${quote(className)})],
);
`;
}
