// `signal-hub cost`: what a feed costs a month, here and elsewhere.

import { totalOf, type Bill } from "./cost/bill.ts";
import type { Feed } from "./cost/feed.ts";
import { hubBill } from "./cost/hub-bill.ts";
import { ablyBill, apiGatewayBill, centrifugoBill, pusherBill } from "./cost/other-bills.ts";
import { READ_ON } from "../prices.ts";
import type { Command } from "./command.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { readArguments, readInteger, readNumber, type Options } from "./options.ts";

const OPTIONS = {
  vips: { type: "string", value: "N", text: "users who listen", defaultText: "10000" },
  "signals-per-second": {
    type: "string",
    value: "N",
    text: "messages posted, each to every VIP",
    defaultText: "1",
  },
  "signals-per-request": {
    type: "string",
    value: "N",
    text: "messages of one publish request",
    defaultText: "1",
  },
  hours: { type: "string", value: "N", text: "hours a day that each listens", defaultText: "24" },
  connects: {
    type: "string",
    value: "N",
    text: "times a day that each connects",
    defaultText: "10",
  },
  bytes: { type: "string", value: "N", text: "a message as a client gets it", defaultText: "256" },
} as const satisfies Options;

export const cost: Command = {
  name: "cost",
  summary: "Works out what a feed costs a month, here and elsewhere",
  usage: "[--vips N] [--signals-per-second N] [--signals-per-request N] [--hours N]",
  options: OPTIONS,
  notes: [
    `US dollars for 30 days, from list prices as they were read until ${READ_ON}: each stands\n` +
      "with its source in src/prices.ts. Taxes, discounts and free tiers of new accounts\n" +
      "are left out.",
  ],
  examples: [
    "cost --vips 10000 --signals-per-second 1",
    "cost --vips 1000 --signals-per-second 10 --signals-per-request 10 --hours 8",
  ],
  exits: [
    [EXIT.done, "the bills are on standard output"],
    [EXIT.usage, "an option is wrong"],
  ],
  run,
};

function run(args: readonly string[]): Promise<ExitCode> {
  const { values } = readArguments(args, OPTIONS);
  const feed: Feed = {
    vips: readInteger("vips", values.vips, { default: 10_000, min: 1, max: 1e9 }),
    signalsPerSecond: readNumber("signals-per-second", values["signals-per-second"], {
      default: 1,
      min: 0.0001,
      max: 1e6,
    }),
    signalsPerRequest: readInteger("signals-per-request", values["signals-per-request"], {
      default: 1,
      min: 1,
      max: 1_000,
    }),
    hoursADay: readNumber("hours", values.hours, { default: 24, min: 0.01, max: 24 }),
    connectsADay: readNumber("connects", values.connects, { default: 10, min: 0, max: 10_000 }),
    messageBytes: readInteger("bytes", values.bytes, { default: 256, min: 1, max: 32_768 }),
  };
  const bills = [hubBill, ablyBill, pusherBill, apiGatewayBill, centrifugoBill].map((billOf) =>
    billOf(feed),
  );
  process.stdout.write(`${bills.map(formatBill).join("\n\n")}\n`);
  return Promise.resolve(EXIT.done);
}

function formatBill(bill: Bill): string {
  switch (bill.kind) {
    case "by contract":
      return `${bill.service.padEnd(WIDTH)}  by contract\n  (${bill.reason})`;
    case "priced":
      return [
        `${bill.service.padEnd(WIDTH)}${formatDollars(totalOf(bill.items))}`,
        ...bill.items.map(
          ({ text, dollars: part }) => `  ${text.padEnd(WIDTH - 2)}${formatDollars(part)}`,
        ),
        ...bill.notes.map((note) => `  (${note})`),
      ].join("\n");
  }
}

const WIDTH = 32;

function formatDollars(amount: number): string {
  const text = amount.toLocaleString("en-US", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return `$${text}`.padStart(13);
}
