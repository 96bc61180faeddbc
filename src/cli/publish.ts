// `signal-hub publish` sends messages to the service byte for byte.

import { type Command, EXIT, type ExitCode, type Options, UsageError } from "./command.ts";
import { publishMessages, printUnreachable } from "./service/publish-client.ts";
import { LIMITS } from "../protocol/limits.ts";
import { readLocalSettings } from "./service/local-settings.ts";
import { readArguments, SHARED } from "./options.ts";
import { readProducerKey } from "./service/producer-key.ts";
import { bodyOf, splitIntoBatches } from "./publish/batches.ts";
import { readInputs } from "./publish/inputs.ts";
import { readService } from "./service/service-url.ts";
import { notice } from "./terminal-text.ts";

const OPTIONS = {
  url: SHARED.url,
  key: SHARED.key,
  "idempotency-key": {
    type: "string",
    value: "K",
    text: "the Idempotency-Key header; batches after the first send K-2, K-3, …",
  },
} as const satisfies Options;

/** The command `publish`. */
export const publish: Command = {
  name: "publish",
  summary: "Publishes messages to /internal/signals, every digit as it was written",
  usage: "[MESSAGE | FILE | -] ... [options]",
  options: OPTIONS,
  notes: [
    "A MESSAGE is text that begins with { or [. A FILE, or standard input (no argument, or -), holds\n" +
      "one message, an array of them, or NDJSON: a message a line.",
    `Several messages travel as arrays of at most ${LIMITS.publishMessages}. Each array is taken whole or not at all.`,
  ],
  examples: [
    `publish '{"type":"signal_update","signal_type":"mexc_spot_futures","signal_id":1,"data":{"spread":9.12}}'`,
    "publish signals.ndjson --idempotency-key import-7",
    "publish --url https://signals.example.com < signals.json",
  ],
  exits: [
    [EXIT.done, "published; the service's answers are on standard output, a line each"],
    [EXIT.refused, "the service refused the messages"],
    [EXIT.usage, "an option, a message or a setting is missing or wrong"],
    [EXIT.unreachable, "the service can't be reached"],
  ],
  run,
};

async function run(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = readArguments(args, OPTIONS, { positionals: true });
  const settings = readLocalSettings();
  const service = readService(values.url, settings);
  const key = readProducerKey(values.key, settings);
  const idempotencyKey = readIdempotencyKey(values["idempotency-key"]);

  const messages = await readInputs(positionals);
  const batches = splitIntoBatches(messages, LIMITS.publishMessages, LIMITS.publishBytes);
  const showProgress = batches.length > 1 && process.stderr.isTTY;

  let published = 0;
  for (const [index, batch] of batches.entries()) {
    const header =
      idempotencyKey === undefined || index === 0
        ? idempotencyKey
        : `${idempotencyKey}-${index + 1}`;
    const answer = await publishMessages({ service, key }, bodyOf(batch), {
      idempotencyKey: header,
    });
    switch (answer.kind) {
      case "accepted":
        process.stdout.write(`${answer.text}\n`);
        break;
      case "refused":
        answer.problem.forEach(notice);
        printPublishedCount(published, messages.length);
        return EXIT.refused;
      case "unreachable":
        printUnreachable(service, answer.reason);
        printPublishedCount(published, messages.length);
        return EXIT.unreachable;
    }
    published += batch.length;
    if (showProgress) notice(`${published} of ${messages.length} messages published`);
  }
  return EXIT.done;
}

function readIdempotencyKey(text: string | undefined): string | undefined {
  if (text === undefined || /^[\x21-\x7e]+$/.test(text)) return text;
  throw new UsageError("--idempotency-key takes visible ASCII characters");
}

function printPublishedCount(published: number, all: number): void {
  if (published > 0) notice(`The first ${published} of ${all} messages were published.`);
}
