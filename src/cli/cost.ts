// `signal-hub cost` prints the bill of a feed for a month on Cloudflare.

import { type Command, EXIT, type ExitCode, type Options } from "./command.ts";
import { CLOUDFLARE } from "../protocol/stats/cloudflare-prices.ts";
import { LIMITS } from "../protocol/limits.ts";
import { billOf, totalOf, type BillItem } from "./cost/bill.ts";
import { monthlyTraffic, type Feed } from "./cost/feed.ts";
import {
  monthlyUsage,
  rowsReadByAlarm,
  signalsOfAWeek,
  storedRows,
  type HubUsage,
} from "./cost/hub-usage.ts";
import { readArguments, readInteger, readNumber } from "./options.ts";

const OPTIONS = {
  vips: { type: "string", value: "N", text: "users who listen", defaultText: "10000" },
  "signals-per-second": {
    type: "string",
    value: "N",
    text: "messages published, each to every VIP",
    defaultText: "1",
  },
  "signals-per-request": {
    type: "string",
    value: "N",
    text: "messages of one publish request",
    defaultText: "1",
  },
  "idempotency-keys": { type: "boolean", text: "every publish request has an idempotency key" },
  hours: { type: "string", value: "N", text: "hours a day that each listens", defaultText: "24" },
  connects: {
    type: "string",
    value: "N",
    text: "times a day that each connects",
    defaultText: "10",
  },
  "token-minutes": {
    type: "string",
    value: "N",
    text: "how long an access token lives",
    defaultText: "60",
  },
  "open-signals": {
    type: "string",
    value: "N",
    text: "signals that the hub stores",
    defaultText: "a week of new ones, a tenth of the messages",
  },
} as const satisfies Options;

/** The command `cost`. */
export const cost: Command = {
  name: "cost",
  summary: "Works out what a feed costs a month on Cloudflare",
  usage: "[--vips N] [--signals-per-second N] [--signals-per-request N] [options]",
  options: OPTIONS,
  notes: [
    "US dollars for 30 days, at Cloudflare's list prices. Taxes, stored bytes, HTTP readers and an\n" +
      "open operator page are left out.",
    "Every client speaks signals.v2, connects without a cursor and has no filter. A signal without\n" +
      "an expires_at is stored for seven days after its last message.",
  ],
  examples: [
    "cost --vips 10000 --signals-per-second 1",
    "cost --vips 1000 --signals-per-second 10 --signals-per-request 10 --hours 8",
    "cost --token-minutes 1440 --open-signals 500",
  ],
  exits: [
    [EXIT.done, "the bill is on standard output"],
    [EXIT.usage, "an option is wrong"],
  ],
  run,
};

function run(args: readonly string[]): Promise<ExitCode> {
  const feed = readFeed(args);
  const usage = monthlyUsage(feed);
  process.stdout.write(`${formatBill(billOf(usage))}\n\n${explain(feed, usage)}\n`);
  return Promise.resolve(EXIT.done);
}

function readFeed(args: readonly string[]): Feed {
  const { values } = readArguments(args, OPTIONS);
  const signalsPerSecond = readNumber("signals-per-second", values["signals-per-second"], {
    default: 1,
    min: 0.0001,
    max: 1e6,
  });
  return {
    vips: readInteger("vips", values.vips, { default: 10_000, min: 1, max: 1e9 }),
    signalsPerSecond,
    signalsPerRequest: readInteger("signals-per-request", values["signals-per-request"], {
      default: 1,
      min: 1,
      max: 1_000,
    }),
    idempotencyKeys: values["idempotency-keys"] === true,
    hoursADay: readNumber("hours", values.hours, { default: 24, min: 0.01, max: 24 }),
    connectsADay: readNumber("connects", values.connects, { default: 10, min: 1, max: 10_000 }),
    tokenMinutes: readNumber("token-minutes", values["token-minutes"], {
      default: 60,
      min: 1,
      max: 1e6,
    }),
    openSignals: readInteger("open-signals", values["open-signals"], {
      default: signalsOfAWeek(signalsPerSecond),
      min: 0,
      max: 1e9,
    }),
  };
}

function formatBill(items: readonly BillItem[]): string {
  const rows = [
    ["30 days", "used", "included", "US$"],
    ...items.map(({ text, used, included, dollars }) => [
      text,
      used === null ? "" : formatNumber(used),
      included === null ? "" : formatNumber(included),
      formatNumber(dollars, 2),
    ]),
    ["total", "", "", formatNumber(totalOf(items), 2)],
  ];
  return rows
    .map(
      ([text = "", ...cells]) => text.padEnd(26) + cells.map((cell) => cell.padStart(20)).join(""),
    )
    .join("\n");
}

/** The numbers behind the bill, and the source of its prices. */
function explain(feed: Feed, { alarms }: HubUsage): string {
  const { concurrentSockets, deliveries } = monthlyTraffic(feed);
  const stored = storedRows(feed);
  return [
    `${formatNumber(alarms)} alarms read ${formatNumber(rowsReadByAlarm(stored))} rows each: ` +
      `${formatNumber(stored.signals)} signals twice, ${formatNumber(stored.log)} log rows twice,`,
    `${formatNumber(stored.idempotencyKeys)} idempotency keys once.`,
    `${formatNumber(deliveries)} deliveries to ${formatNumber(concurrentSockets)} sockets are free.`,
    ...(concurrentSockets > LIMITS.sockets
      ? [`One hub takes ${formatNumber(LIMITS.sockets)} sockets.`]
      : []),
    `Prices of ${CLOUDFLARE.readOn}: ${CLOUDFLARE.source}`,
  ].join("\n");
}

function formatNumber(amount: number, digits = 0): string {
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return amount.toLocaleString("en-US", fraction);
}
