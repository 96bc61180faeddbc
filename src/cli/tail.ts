// `signal-hub tail`: prints what a VIP receives, and stays connected.

import { setTimeout as pause } from "node:timers/promises";

import { mintToken } from "./access-token.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./usage-error.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { readLocalSettings, type Settings } from "./local-settings.ts";
import { readArguments, readCount, SHARED, type Options } from "./options.ts";
import { readService } from "./service-url.ts";
import { afterClose, type Ended } from "./tail/close-meaning.ts";
import { follow } from "./tail/connection.ts";
import { FILTER_OPTIONS, filterQuery } from "./tail/feed-filter.ts";
import { FramePrinter } from "./tail/frame-printer.ts";
import { notice, printable } from "./terminal-text.ts";

/** A token minted here is used once, at once, and outlives a long session, seconds. */
const TOKEN_SECONDS = 24 * 3_600;

const OPTIONS = {
  url: SHARED.url,
  token: {
    type: "string",
    value: "JWT",
    text: "the access token",
    otherwise: "$SIGNAL_HUB_TOKEN, else one signed with JWT_SECRET for the VIP user `cli`",
  },
  ...FILTER_OPTIONS,
  json: { type: "boolean", text: "each frame's raw text, a line each (as in a pipe)" },
  count: { type: "string", value: "N", text: "stop after N new_signal and signal_update messages" },
} as const satisfies Options;

export const tail: Command = {
  name: "tail",
  summary: "Prints what a VIP receives over /ws/signals, and reconnects",
  usage: "[options]",
  options: OPTIONS,
  notes: [
    "On a terminal each message is a line for people; in a pipe each frame is its raw text.\n" +
      "What happens to the connection is told on standard error. Ctrl-C ends it.",
  ],
  examples: ["tail", "tail --coin NB,WIF --min-spread 0.5", "tail --json --count 10 > ten.ndjson"],
  exits: [
    [EXIT.done, "stopped by Ctrl-C, by --count or by the reader of the pipe"],
    [EXIT.refused, "the service said no, and a reconnect would not help"],
    [EXIT.usage, "an option or a setting is missing or wrong"],
  ],
  run,
};

async function run(args: readonly string[]): Promise<ExitCode> {
  const { values } = readArguments(args, OPTIONS);
  const settings = readLocalSettings();
  const service = readService(values.url, settings);
  const address = service.socket(filterQuery(values));
  const count = readCount("count", values.count);
  const tokenNow = tokenSource(values.token, settings);
  await tokenNow();

  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const raw = values.json === true || !process.stdout.isTTY;
  const printer = new FramePrinter(raw, count, stop);

  for (let attempt = 0; ;) {
    const door = { address, token: await tokenNow() };
    const ended = await follow(door, (frame) => printer.print(frame), stopping.signal);
    if (stopping.signal.aborted) return EXIT.done;

    const next = afterClose(ended, attempt, Math.random());
    const what = describe(ended, service.name);
    switch (next.kind) {
      case "stop":
        notice(what);
        notice(next.advice);
        return EXIT.refused;
      case "resume":
        notice(`${what} Reconnecting in ${(next.afterMs / 1_000).toFixed(1)} s.`);
        attempt = next.attempt;
        await pause(next.afterMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return EXIT.done;
    }
  }
}

/** Gives the token for the next connection: the one that was handed over, or a freshly signed one. */
function tokenSource(option: string | undefined, settings: Settings): () => Promise<string> {
  const given = option ?? settings.get("SIGNAL_HUB_TOKEN");
  if (given === undefined) {
    const holder = { user: "cli", vip: true, ttlSeconds: TOKEN_SECONDS } as const;
    return () => mintToken(holder, settings, Date.now());
  }
  // Sub-protocols are tokens of RFC 9110, 5.6.2; a JWT always is one.
  if (!/^[\w.-]+$/.test(given))
    throw new UsageError("--token takes a JWT: letters, digits, - _ and .");
  return () => Promise.resolve(given);
}

function describe(ended: Ended, service: string): string {
  if (ended.openMs === 0) return `Can't connect to ${service}.`;
  const reason = ended.reason === "" ? "" : ` ${printable(ended.reason)}`;
  return `Connection closed (${ended.code}${reason}).`;
}
