// `signal-hub dev` runs the whole service on this machine. `npm start` is this command.

import { randomBytes } from "node:crypto";

import { type Command, EXIT, type ExitCode, type Options, UsageError } from "./command.ts";
import { mintToken } from "./service/access-token.ts";
import { RATE } from "./demo.ts";
import { runFeed } from "./demo/feed.ts";
import { ensureDevVars } from "./dev/dev-vars.ts";
import { isPortTaken, waitUntilHealthy } from "./dev/health.ts";
import { banner } from "./dev/banner.ts";
import { requireCheckout, startWrangler } from "./dev/wrangler.ts";
import { DEV_VARS, readDevVars, mergeSettings, type Settings } from "./service/local-settings.ts";
import { readArguments, readInteger, readNumber, SHARED } from "./options.ts";
import { readProducerKey } from "./service/producer-key.ts";
import { readService } from "./service/service-url.ts";
import { notice } from "./terminal-text.ts";

const DAY_SECONDS = 24 * 3_600;

/** The interval of looks for npm's process, milliseconds. */
const PARENT_POLL_MS = 500;

const OPTIONS = {
  port: { type: "string", value: "N", text: "the port to listen on", defaultText: "8000" },
  "no-demo": { type: "boolean", text: "no demo feed" },
  rate: { ...SHARED.rate, text: "messages a second of the demo feed, up to 500" },
  "persist-to": {
    type: "string",
    value: "DIR",
    text: "where the hub stores its data",
    defaultText: ".wrangler/state",
  },
} as const satisfies Options;

/** The command `dev`. */
export const dev: Command = {
  name: "dev",
  summary: "Runs the service on this machine with a demo feed (in a checkout only)",
  usage: "[options]",
  options: OPTIONS,
  notes: [
    "On the first start it writes random local secrets to .dev.vars. It prints a token and lines to\n" +
      "paste once the service is ready. This is what `npm start` runs.",
  ],
  examples: ["dev", "dev --port 8001 --rate 20", "dev --no-demo --persist-to /tmp/hub"],
  exits: [
    [EXIT.done, "stopped by Ctrl-C"],
    [EXIT.refused, "a setting can't be used, or the service died"],
    [EXIT.usage, "an option is wrong, the port is taken, or this is no checkout"],
  ],
  run,
};

async function run(args: readonly string[]): Promise<ExitCode> {
  const { values } = readArguments(args, OPTIONS);
  const port = readInteger("port", values.port, { default: 8_000, min: 1, max: 65_535 });
  const rate = readNumber("rate", values.rate, RATE);
  const withDemo = values["no-demo"] !== true;
  const directory = process.cwd();
  requireCheckout(directory);
  if (await isPortTaken(port)) {
    throw new UsageError(`port ${port} is taken: stop what listens there, or give another --port`);
  }

  const settings = readServiceSettings(directory);
  const service = readService(`http://localhost:${port}`, settings);
  const key = readProducerKey(undefined, settings);

  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.on("SIGINT", stop).on("SIGTERM", stop).on("SIGHUP", stop);
  stopWithNpm(stop);
  const ending = new AbortController();
  stopping.signal.addEventListener("abort", () => ending.abort());

  const wrangler = startWrangler(directory, { port, persistTo: values["persist-to"], withDemo });
  void wrangler.ended.then(() => ending.abort());
  try {
    const health = await waitUntilHealthy(service, ending.signal);
    if (health.kind === "misconfigured") {
      health.problem.forEach(notice);
      notice(`The settings are in ${DEV_VARS}: put them right, then start again.`);
      return EXIT.refused;
    }
    if (health.kind === "ready") {
      process.stdout.write(await startBanner(port, key, settings, withDemo ? rate : undefined));
      if (withDemo) {
        const plan = { rate, seed: 1, count: Number.MAX_SAFE_INTEGER, quiet: false };
        await runFeed({ service, key }, plan, ending.signal);
      }
      await aborted(ending.signal);
    }
    if (stopping.signal.aborted) return EXIT.done;
    notice("wrangler ended by itself; its last lines show the reason.");
    return EXIT.refused;
  } finally {
    await wrangler.stop();
  }
}

async function startBanner(
  port: number,
  producerKey: string,
  settings: Settings,
  demoRate: number | undefined,
): Promise<string> {
  const startedAt = Date.now();
  const subject = { user: "123", vip: true, ttlSeconds: DAY_SECONDS } as const;
  const token = settings.has("JWT_SECRET")
    ? await mintToken(subject, settings, startedAt)
    : undefined;
  return `\n${banner({ port, token, producerKey, signalId: startedAt, demoRate })}\n`;
}

/** The settings of the service itself, from `.dev.vars` alone. Missing secrets are added first. */
function readServiceSettings(directory: string): Settings {
  const added = ensureDevVars(directory, (bytes) => randomBytes(bytes).toString("hex"));
  if (added.length > 0) notice(`Wrote random local secrets to ${DEV_VARS}: ${added.join(", ")}.`);
  return mergeSettings(readDevVars(directory) ?? "", {});
}

/** Stops when npm is gone. npm sends SIGTERM to its shell alone, and the shell dies without passing it on. */
function stopWithNpm(stop: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) stop();
  }, PARENT_POLL_MS);
  timer.unref();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve());
  });
}
