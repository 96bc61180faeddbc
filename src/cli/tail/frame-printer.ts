// Puts frames on standard output until enough were printed.

import { styleText } from "node:util";

import { notice } from "../terminal-text.ts";
import { KnownSignals } from "./known-signals.ts";
import { frameType, prettyLine } from "./pretty.ts";

export class FramePrinter {
  readonly #known = new KnownSignals();
  readonly #raw: boolean;
  readonly #enough: () => void;
  #left: number;

  /** `enough` is called once `count` messages were printed; frames after that are not. */
  constructor(raw: boolean, count: number, enough: () => void) {
    this.#raw = raw;
    this.#left = count;
    this.#enough = enough;
  }

  print(frame: string): void {
    if (this.#left === 0) return;
    const type = frameType(frame);
    const carriesSignal = type === "new_signal" || type === "signal_update";

    if (type === "connected") notice("Connected.");
    if (this.#raw) process.stdout.write(`${frame}\n`);
    else if (carriesSignal) this.#printLine(frame);
    else if (type === "error") notice(`The service says: ${frame}`);

    if (!carriesSignal) return;
    this.#left -= 1;
    if (this.#left === 0) this.#enough();
  }

  #printLine(frame: string): void {
    const time = new Date().toLocaleTimeString("en-GB");
    const line = prettyLine(frame, time, this.#known, (style, text) =>
      styleText(style, text, { stream: process.stdout, validateStream: true }),
    );
    if (line !== undefined) process.stdout.write(`${line}\n`);
  }
}
