// The Worker as it is deployed, and the configuration under which workerd serves it without wrangler.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { unstable_readConfig } from "wrangler";
import { TEST_BINDINGS } from "../support/test-settings.ts";

const PROJECT = new URL("../..", import.meta.url).pathname;

/** A Worker that workerd can serve. */
export interface Workload {
  /** Leaves the Worker as `index.js` in the directory. */
  bundleInto(directory: string): Promise<void>;
  /** The configuration beside it: this port, objects stored under `storage`. */
  configText(port: number, storage: string): string;
  /** A GET of this path is answered 200 once the Worker serves. */
  readonly readyPath: string;
}

/** Bundles as `wrangler deploy` does; the module is `index.js` in the directory. */
export async function bundleInto(directory: string): Promise<void> {
  const wrangler = join(PROJECT, "node_modules/wrangler/bin/wrangler.js");
  const args = [wrangler, "deploy", "--dry-run", "--outdir", directory];
  await promisify(execFile)(process.execPath, args, {
    cwd: PROJECT,
    timeout: 60_000,
    env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
  });
}

/** The runtime's behaviour as the service asks for it in `wrangler.toml`, and flags beyond that. */
export function compatibilityText(more: readonly string[] = []): string {
  const { compatibility_date: date, compatibility_flags: flags } = unstable_readConfig({
    config: join(PROJECT, "wrangler.toml"),
  });
  if (date === undefined) throw new Error("wrangler.toml has no compatibility_date");
  const names = [...flags, ...more].map(quote).join();
  return `compatibilityDate = ${quote(date)}, compatibilityFlags = [${names}]`;
}

/** The same settings as deployed, storage on this machine. */
function configText(port: number, storage: string): string {
  const compatibility = compatibilityText();
  const secrets = Object.entries(TEST_BINDINGS).map(
    ([name, value]) => `(name = ${quote(name)}, text = ${quote(value)})`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "hub", worker = .hub),
    (name = "rate-limiter", worker = .rateLimiter),
    (name = "disk", disk = (path = ${quote(storage)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "hub")],
);

const hub :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "index.js")],
  ${compatibility},
  durableObjectNamespaces = [(className = "SignalHub", uniqueKey = "signal-hub", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [
    (name = "HUB", durableObjectNamespace = "SignalHub"),
    (name = "REJECTED_UPGRADES", service = (name = "rate-limiter", entrypoint = "RateLimiter")),
    ${secrets.join(",\n    ")},
  ],
);

# workerd has no rate limits of its own: this one never refuses.
const rateLimiter :Workerd.Worker = (
  modules = [(name = "rate-limiter.js", esModule = ${quote(RATE_LIMITER)})],
  ${compatibility},
);
`;
}

const RATE_LIMITER = `import { WorkerEntrypoint } from "cloudflare:workers";
export class RateLimiter extends WorkerEntrypoint {
  limit() { return { success: true }; }
}
export default {};
`;

/** The service itself. */
export const HUB: Workload = { bundleInto, configText, readyPath: "/healthz" };

/** A string as Cap'n Proto's schema language writes it. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
