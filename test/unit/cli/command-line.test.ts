// The common parts of every command, its help and its errors for the caller.

import { describe, it } from "vitest";

import { runCli, SLOW_START } from "../../support/cli/run-cli.ts";

const COMMANDS = ["token", "publish", "tail", "demo", "dev", "cost"];

describe("the command line", SLOW_START, () => {
  it("lists its commands", async ({ expect }) => {
    const { code, stdout } = await runCli(["--help"]);

    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toContain(`\n  ${command} `);
  });

  it.for(COMMANDS)(
    "%s --help shows usage, options, examples and exit codes",
    async (command, { expect }) => {
      const { code, stdout, stderr } = await runCli([command, "--help"]);

      expect(code).toBe(0);
      expect(stdout).toMatch(
        new RegExp(`^signal-hub ${command} [^]*Options:[^]*Examples:[^]*Exit codes:`),
      );
      expect(stderr).toBe("");
    },
  );

  it.for(COMMANDS)("%s rejects an unknown option", async (command, { expect }) => {
    const { code, stdout, stderr } = await runCli([command, "--colour", "red"]);

    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("--colour");
    expect(stderr).toContain(`signal-hub ${command} --help`);
  });

  it.for([
    { why: "no command", args: [] },
    { why: "an unknown command", args: ["listen"] },
    { why: "no user", args: ["token"] },
    {
      why: "both VIP options",
      args: ["token", "--user", "1", "--vip", "--vip-until", "2030-01-01"],
    },
    { why: "an end of VIP without a date", args: ["token", "--user", "1", "--vip-until", "soon"] },
    { why: "a ttl without a number", args: ["token", "--user", "1", "--ttl", "1h"] },
    { why: "no secret to sign with", args: ["token", "--user", "1"] },
    { why: "no producer key", args: ["publish", "{}"] },
    { why: "a URL without a scheme", args: ["publish", "{}", "--key", "k", "--url", "localhost"] },
    { why: "a message outside of JSON", args: ["publish", "{'a':1}", "--key", "k"] },
    { why: "a missing file", args: ["publish", "none.json", "--key", "k"] },
    { why: "an empty standard input", args: ["publish", "--key", "k"] },
    { why: "an empty array", args: ["publish", "[]", "--key", "k"] },
    {
      why: "a spread below zero",
      args: ["tail", "--token", "a.b.c", "--min-spread", "-1"],
    },
    { why: "a rate beyond bounds", args: ["demo", "--key", "k", "--rate", "100000"] },
    { why: "a directory without a checkout", args: ["dev"] },
  ])("ends with 2 for $why", async ({ args }, { expect }) => {
    const { code, stdout, stderr } = await runCli(args);

    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).not.toBe("");
    expect(stderr).not.toContain("    at ");
  });
});
