// Prints the feed on standard output, up to `--count` messages.

import { styleText } from "node:util";

import { parseRawJson } from "../../json/parse-raw-json.ts";
import { entries, items, toObject, type RawJson } from "../../json/raw-json.ts";
import { toV1 } from "../../protocol/server-messages.ts";
import { notice } from "../terminal-text.ts";
import { KnownSignals, MAX_DEPTH, prettyLine } from "./pretty.ts";

/** The keys of `connected` in the guide. v2 puts more behind them. */
const CONNECTED_KEYS: ReadonlySet<string> = new Set(["type", "message", "user_id"]);

/**
 * Prints the client's messages as the service wrote them. The client hands over values, so the printer keeps the text
 * of the frame in hand. It prints the guide's form, the frame of `signals.v1`, digit for digit.
 */
export class FramePrinter {
  readonly #known = new KnownSignals();
  readonly #raw: boolean;
  readonly #onDone: () => void;
  /** The messages of the frame in hand, by `seq`. */
  readonly #texts = new Map<number, string>();
  #remaining: number;

  /** `onDone` is called when `count` messages are printed. Later messages are not printed. */
  constructor(raw: boolean, count: number, onDone: () => void) {
    this.#raw = raw;
    this.#remaining = count;
    this.#onDone = onDone;
  }

  /** Takes a text frame of the socket, before the client handles it. */
  onText(text: string): void {
    this.#texts.clear();
    for (const frame of splitFrames(text)) {
      const fields = entries(frame);
      const type = fields.get("type");
      if (type === '"connected"') this.#printConnected(fields);
      if (type === '"new_signal"' || type === '"signal_update"') {
        this.#texts.set(Number(fields.get("seq")), toV1(frame));
      }
    }
  }

  /** Prints the message `seq` of the frame in hand. */
  print(seq: number): void {
    const text = this.#texts.get(seq);
    if (text === undefined || this.#remaining === 0) return;
    if (this.#raw) process.stdout.write(`${text}\n`);
    else this.#printLine(text);
    this.#remaining -= 1;
    if (this.#remaining === 0) this.#onDone();
  }

  #printConnected(fields: ReadonlyMap<string, RawJson>): void {
    notice("Connected.");
    if (!this.#raw) return;
    const guide = [...fields].filter(([key]) => CONNECTED_KEYS.has(key));
    process.stdout.write(`${toObject(guide)}\n`);
  }

  #printLine(text: string): void {
    const time = new Date().toLocaleTimeString("en-GB");
    const line = prettyLine(text, time, this.#known, (style, part) =>
      styleText(style, part, { stream: process.stdout, validateStream: true }),
    );
    if (line !== undefined) process.stdout.write(`${line}\n`);
  }
}

/** The frames of one text frame: one alone, or an array of them. None where it is not JSON. */
function splitFrames(text: string): readonly RawJson[] {
  const checked = parseRawJson(text, MAX_DEPTH);
  if (!checked.ok) return [];
  const frames = checked.value.startsWith("[") ? items(checked.value) : [checked.value];
  return frames.filter((frame) => frame.startsWith("{"));
}
