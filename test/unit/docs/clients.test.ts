// The tables of docs/clients.md are those of the code.

import { readFileSync } from "node:fs";
import { describe, it } from "vitest";
import type {
  Connection,
  SignalClientEvents,
  SignalClientOptions,
  TokenReason,
} from "../../../src/client/index.ts";
import * as hooks from "../../../src/client/react/index.ts";
import { TestFeed } from "../../../src/client/testing/index.ts";

const PAGE = readFileSync(`${import.meta.dirname}/../../../docs/clients.md`, "utf8");

/** The names in the first column of the table whose head begins with this. */
function names(head: string): readonly string[] {
  const [, table = ""] = PAGE.split(`| ${head} |`);
  const rows = table.split("\n\n")[0]?.split("\n").slice(2) ?? [];
  return rows.map((row) => /`([^`(]+)/.exec(row)?.[1] ?? "");
}

// The compiler holds each to the union: a name too few or too many doesn't compile.
const STATES: Record<Connection["status"], true> = {
  idle: true,
  connecting: true,
  "catching-up": true,
  live: true,
  waiting: true,
  stopped: true,
};
const EVENTS: Record<keyof SignalClientEvents, true> = {
  new_signal: true,
  signal_update: true,
  message: true,
  signals: true,
  connection: true,
  gap: true,
  sources: true,
  latency: true,
  error: true,
};
const OPTIONS: Record<keyof SignalClientOptions, true> = {
  url: true,
  token: true,
  filter: true,
  since: true,
  sharedConnection: true,
  signal: true,
  platform: true,
};
const REASONS: Record<TokenReason, true> = { connect: true, expiring: true, refused: true };

describe("docs/clients.md", () => {
  it.for<readonly [string, string, readonly string[]]>([
    ["states", "`status`", Object.keys(STATES)],
    ["events", "event", Object.keys(EVENTS)],
    ["options", "option", Object.keys(OPTIONS)],
    ["reasons", "reason", Object.keys(REASONS)],
    ["hooks", "hook", Object.keys(hooks).filter((name) => name.startsWith("use"))],
    ["faults", "method", methodsOf(TestFeed.prototype)],
  ])("names all %s", ([, head, inCode], { expect }) => {
    expect(names(head).toSorted()).toEqual(inCode.toSorted());
  });
});

function methodsOf(prototype: object): readonly string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { value }]) => name !== "constructor" && typeof value === "function")
    .map(([name]) => name);
}
