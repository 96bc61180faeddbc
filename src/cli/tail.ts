// `signal-hub tail` prints a VIP's messages, with the package's own client.

import { type Command, EXIT, type ExitCode, type Options, UsageError } from "./command.ts";
import { SignalClient, type SignalClientOptions } from "../client/index.ts";
import { mintToken } from "./service/access-token.ts";
import { readLocalSettings, type Settings } from "./service/local-settings.ts";
import { readArguments, readCount, SHARED } from "./options.ts";
import { readService } from "./service/service-url.ts";
import { adviceFor, disconnectNotice, gapNotice } from "./tail/connection-notices.ts";
import { FeedSockets } from "./tail/feed-sockets.ts";
import { FILTER_OPTIONS, readFilter } from "./tail/feed-filter.ts";
import { FramePrinter } from "./tail/frame-printer.ts";
import { notice, printable } from "./terminal-text.ts";

/** The life of a token signed here, seconds. The client asks for another one before it ends. */
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
  json: {
    type: "boolean",
    text: "each message as the service wrote it, a line each (as in a pipe)",
  },
  count: { type: "string", value: "N", text: "stop after N new_signal and signal_update messages" },
} as const satisfies Options;

/** The command `tail`. */
export const tail: Command = {
  name: "tail",
  summary: "Prints a VIP's messages from /ws/signals, and resumes after a reconnect",
  usage: "[options]",
  options: OPTIONS,
  notes: [
    "On a terminal each message is a line for people. In a pipe it is the frame of signals.v1, with\n" +
      "every digit as it was sent. Connection events go to standard error. Ctrl-C ends it.",
    "After a reconnect the messages that were missed come first, in order and once each. Where the\n" +
      "service no longer has them, a line on standard error says so.",
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
  const filter = readFilter(values);
  const count = readCount("count", values.count);
  const token = await readToken(values.token, settings);

  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const raw = values.json === true || !process.stdout.isTTY;
  const printer = new FramePrinter(raw, count, stop);
  const sockets = new FeedSockets((text) => printer.onText(text));
  const client = new SignalClient({
    url: service.http("/ws/signals"),
    token,
    filter,
    platform: sockets.platform,
    signal: stopping.signal,
  });
  client.on("message", ({ seq }) => printer.print(seq));
  const code = await follow(client, service.name);
  await sockets.closed();
  return code;
}

/** Connects, and prints notices about the connection. Resolves when the client has ended. */
function follow(client: SignalClient, service: string): Promise<ExitCode> {
  return new Promise((resolve) => {
    let wasConnected = false;
    client.on("gap", (gap) => notice(gapNotice(gap)));
    client.on("error", ({ code, message }) =>
      notice(`Error from the service: ${printable(`${message} (${code})`)}`),
    );
    client.on("connection", (connection) => {
      switch (connection.status) {
        case "connecting":
          break;
        case "catching-up":
        case "live":
          wasConnected = true;
          break;
        case "waiting": {
          const seconds = Math.max(0, connection.until - Date.now()) / 1_000;
          const sentence = disconnectNotice(connection.reason, wasConnected, service);
          notice(`${sentence} Reconnecting in ${seconds.toFixed(1)} s.`);
          wasConnected = false;
          break;
        }
        case "stopped": {
          notice(disconnectNotice(connection.reason, wasConnected, service));
          const advice = adviceFor(connection.reason);
          if (advice !== undefined) notice(advice);
          resolve(EXIT.refused);
          break;
        }
        case "idle":
          resolve(EXIT.done);
          break;
      }
    });
    client.connect();
  });
}

/** The given token, or a function to sign one for each connection. Throws a `UsageError`. */
async function readToken(
  option: string | undefined,
  settings: Settings,
): Promise<SignalClientOptions["token"]> {
  const given = option ?? settings.get("SIGNAL_HUB_TOKEN");
  if (given === undefined) {
    const subject = { user: "cli", vip: true, ttlSeconds: TOKEN_SECONDS } as const;
    const sign = () => mintToken(subject, settings, Date.now());
    // A bad secret is reported before the first connection.
    await sign();
    return sign;
  }
  // A sub-protocol is a token of RFC 9110, 5.6.2. Every JWT is one.
  if (!/^[\w.-]+$/.test(given))
    throw new UsageError("--token takes a JWT: letters, digits, - _ and .");
  return given;
}
