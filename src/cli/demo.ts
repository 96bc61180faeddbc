// `signal-hub demo` publishes a plausible market through the service's own endpoint.

import { type Command, EXIT, type ExitCode, type Options } from "./command.ts";
import { runFeed } from "./demo/feed.ts";
import { readLocalSettings } from "./service/local-settings.ts";
import { readArguments, readCount, readInteger, readNumber, SHARED } from "./options.ts";
import { readProducerKey } from "./service/producer-key.ts";
import { readService } from "./service/service-url.ts";

/** Messages a second: from one in a quarter of an hour up to more than one hub likes. */
export const RATE = { default: 1, min: 0.001, max: 500 };

const OPTIONS = {
  url: SHARED.url,
  key: SHARED.key,
  rate: SHARED.rate,
  seed: {
    type: "string",
    value: "N",
    text: "the same seed gives the same market",
    defaultText: "1",
  },
  count: { type: "string", value: "N", text: "stop after N messages" },
  quiet: { type: "boolean", text: "no progress on standard error" },
} as const satisfies Options;

/** The command `demo`. */
export const demo: Command = {
  name: "demo",
  summary: "Publishes a plausible market to /internal/signals",
  usage: "[options]",
  options: OPTIONS,
  notes: [
    "Signals of three types open, get updates while their spread reverts, and close: the last\n" +
      'update says "status":"closed". Above 20 a second messages travel in arrays. While the\n' +
      "service can't be reached, it waits and tries again.",
  ],
  examples: ["demo", "demo --rate 0.2 --seed 7", "demo --rate 200 --count 10000 --quiet"],
  exits: [
    [EXIT.done, "published --count messages, or stopped by Ctrl-C"],
    [EXIT.refused, "the service refused the messages"],
    [EXIT.usage, "an option or a setting is missing or wrong"],
  ],
  run,
};

async function run(args: readonly string[]): Promise<ExitCode> {
  const { values } = readArguments(args, OPTIONS);
  const settings = readLocalSettings();
  const endpoint = {
    service: readService(values.url, settings),
    key: readProducerKey(values.key, settings),
  };
  const plan = {
    rate: readNumber("rate", values.rate, RATE),
    seed: readInteger("seed", values.seed, { default: 1, min: 0, max: 2 ** 32 - 1 }),
    count: readCount("count", values.count),
    quiet: values.quiet === true,
  };
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  return runFeed(endpoint, plan, stopping.signal);
}
