// Reads messages from arguments, files and standard input.

import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";

import { UsageError } from "../command.ts";
import { notice } from "../terminal-text.ts";
import { readMessages } from "./message-text.ts";

/** Every message of every input, in order. Throws a `UsageError` where there is none or one is malformed. */
export async function readInputs(inputs: readonly string[]): Promise<string[]> {
  const messages: string[] = [];
  for (const input of inputs.length === 0 ? ["-"] : inputs) {
    const { name, text } = await open(input);
    if (text.trim() === "") throw new UsageError(`${name} is empty`);
    const parsed = readMessages(text);
    if (!parsed.ok) throw new UsageError(`${name} ${parsed.error}`);
    messages.push(...parsed.value);
  }
  if (messages.length === 0) throw new UsageError("there is no message to publish");
  return messages;
}

async function open(input: string): Promise<{ readonly name: string; readonly text: string }> {
  if (/^\s*[[{]/.test(input)) return { name: "the message", text: input };
  if (input === "-") {
    if (process.stdin.isTTY) notice("Reading messages from the terminal; Ctrl-D ends them.");
    return { name: "standard input", text: decode("standard input", await buffer(process.stdin)) };
  }
  let bytes: Buffer;
  try {
    bytes = await readFile(input);
  } catch {
    throw new UsageError(`can't read the file ${input} (a message begins with { or [)`);
  }
  return { name: input, text: decode(input, bytes) };
}

function decode(name: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${name} is not UTF-8`);
  }
}
