// Where the messages come from: arguments, files, standard input.

import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";

import { UsageError } from "../usage-error.ts";
import { notice } from "../terminal-text.ts";
import { readMessages } from "./message-text.ts";

/** Every message of every source, in order; at least one, or a `UsageError`. */
export async function readSources(sources: readonly string[]): Promise<string[]> {
  const messages: string[] = [];
  for (const source of sources.length === 0 ? ["-"] : sources) {
    const { name, text } = await open(source);
    if (text.trim() === "") throw new UsageError(`${name} is empty`);
    const read = readMessages(text);
    if (!read.ok) throw new UsageError(`${name} ${read.error}`);
    messages.push(...read.value);
  }
  if (messages.length === 0) throw new UsageError("there is no message to publish");
  return messages;
}

async function open(source: string): Promise<{ readonly name: string; readonly text: string }> {
  if (/^\s*[[{]/.test(source)) return { name: "the message", text: source };
  if (source === "-") {
    if (process.stdin.isTTY) notice("Reading messages from the terminal; Ctrl-D ends them.");
    return { name: "standard input", text: decode("standard input", await buffer(process.stdin)) };
  }
  let bytes: Buffer;
  try {
    bytes = await readFile(source);
  } catch {
    throw new UsageError(`can't read the file ${source} (a message begins with { or [)`);
  }
  return { name: source, text: decode(source, bytes) };
}

function decode(name: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${name} is not UTF-8`);
  }
}
