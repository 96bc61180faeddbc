// `signal-hub tail`: prints what a VIP receives, and stays connected.

import { setTimeout as pause } from "node:timers/promises";

import { mintToken } from "./access-token.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./usage-error.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { readLocalSettings, type Settings } from "./local-settings.ts";
import { readArguments, readCount, SHARED, type Options } from "./options.ts";
import { readService } from "./service-url.ts";
import { nextAttempt, type ClosedConnection } from "./tail/reconnect-policy.ts";
import { runConnection } from "./tail/connection.ts";
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
    defaultText: "$SIGNAL_HUB_TOKEN, else one signed with JWT_SECRET for the VIP user `cli`",
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
      "Connection events go to standard error. Ctrl-C ends it.",
  ],
  examples: ["tail", "tail --coin NB,WIF --min-spread 0.5", "tail --json --count 10 > ten.ndjson"],
  exits: [
    [EXIT.done, "stopped by Ctrl-C, by --count or by the reader of the pipe"],
    [EXIT.refused, "the service refused the connection, and a reconnect would not help"],
    [EXIT.usage, "an option or a setting is missing or wrong"],
  ],
  run,
};

async function run(args: readonly string[]): Promise<ExitCode> {
  const { values } = readArguments(args, OPTIONS);
  const settings = readLocalSettings();
  const service = readService(values.url, settings);
  const url = service.socket(filterQuery(values));
  const count = readCount("count", values.count);
  const currentToken = tokenProvider(values.token, settings);
  await currentToken();

  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const raw = values.json === true || !process.stdout.isTTY;
  const printer = new FramePrinter(raw, count, stop);

  for (let attempt = 0; ;) {
    const endpoint = { url, token: await currentToken() };
    const closed = await runConnection(endpoint, (frame) => printer.print(frame), stopping.signal);
    if (stopping.signal.aborted) return EXIT.done;

    const next = nextAttempt(closed, attempt, Math.random());
    const description = describe(closed, service.name);
    switch (next.kind) {
      case "stop":
        notice(description);
        notice(next.advice);
        return EXIT.refused;
      case "resume":
        notice(`${description} Reconnecting in ${(next.afterMs / 1_000).toFixed(1)} s.`);
        attempt = next.attempt;
        await pause(next.afterMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return EXIT.done;
    }
  }
}

/** Gives the token for the next connection: the one that was handed over, or a freshly signed one. */
function tokenProvider(option: string | undefined, settings: Settings): () => Promise<string> {
  const fixedToken = option ?? settings.get("SIGNAL_HUB_TOKEN");
  if (fixedToken === undefined) {
    const subject = { user: "cli", vip: true, ttlSeconds: TOKEN_SECONDS } as const;
    return () => mintToken(subject, settings, Date.now());
  }
  // Sub-protocols are tokens of RFC 9110, 5.6.2; a JWT always is one.
  if (!/^[\w.-]+$/.test(fixedToken))
    throw new UsageError("--token takes a JWT: letters, digits, - _ and .");
  return () => Promise.resolve(fixedToken);
}

function describe(closed: ClosedConnection, service: string): string {
  if (closed.openMs === 0) return `Can't connect to ${service}.`;
  const reason = closed.reason === "" ? "" : ` ${printable(closed.reason)}`;
  return `Connection closed (${closed.code}${reason}).`;
}
