// Under which configuration workerd serves a drill: as deployed, but for what the drill changes.

import { compatibilityText, quote } from "../from-bench.ts";

export interface Configuration {
  readonly port: number;
  readonly storage: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Refused upgrades that an address may cause in a minute; as deployed, 100. */
  readonly rejectionsPerMinute: number;
}

export function configurationText(configuration: Configuration): string {
  const { port, storage, settings, rejectionsPerMinute } = configuration;
  // The flag lends the drill its means to evict the hub.
  const compatibility = compatibilityText(["unsafe_module"]);
  const bindings = Object.entries(settings).map(
    ([name, value]) => `(name = ${quote(name)}, text = ${quote(value)})`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "hub", worker = .hub),
    (name = "rate-limiter", worker = .rateLimiter),
    (name = "disk", disk = (path = ${quote(storage)}, writable = true)),
    # Key sets are served on loopback.
    (name = "internet", network = (allow = ["private", "public"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "hub")],
);

const hub :Workerd.Worker = (
  modules = [
    (name = "drilled.js", esModule = embed "drilled.js"),
    (name = "index.js", esModule = embed "index.js"),
  ],
  ${compatibility},
  durableObjectNamespaces = [(className = "SignalHub", uniqueKey = "signal-hub", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [
    (name = "HUB", durableObjectNamespace = "SignalHub"),
    (name = "REJECTED_UPGRADES", service = (name = "rate-limiter", entrypoint = "RateLimiter")),
    ${bindings.join(",\n    ")},
  ],
);

# workerd has no rate limits of its own.
const rateLimiter :Workerd.Worker = (
  modules = [(name = "rate-limiter.js", esModule = ${quote(rateLimiterSource(rejectionsPerMinute))})],
  ${compatibility},
);
`;
}

/** Counts as the platform's binding does, for a minute that begins with the process. */
function rateLimiterSource(rejectionsPerMinute: number): string {
  return `import { WorkerEntrypoint } from "cloudflare:workers";
const counts = new Map();
let minute = 0;
export class RateLimiter extends WorkerEntrypoint {
  limit({ key }) {
    const now = Math.floor(Date.now() / 60_000);
    if (now !== minute) counts.clear();
    minute = now;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return { success: count <= ${rejectionsPerMinute} };
  }
}
export default {};
`;
}
