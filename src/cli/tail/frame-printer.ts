// Puts frames on standard output until enough were printed.

import { styleText } from "node:util";

import { notice } from "../terminal-text.ts";
import { KnownSignals } from "./known-signals.ts";
import { frameType, prettyLine } from "./pretty.ts";

export class FramePrinter {
  readonly #known = new KnownSignals();
  readonly #raw: boolean;
  readonly #onDone: () => void;
  #remaining: number;

  /** `enough` is called once `count` messages were printed; frames after that are not. */
  constructor(raw: boolean, count: number, onDone: () => void) {
    this.#raw = raw;
    this.#remaining = count;
    this.#onDone = onDone;
  }

  print(frame: string): void {
    if (this.#remaining === 0) return;
    const type = frameType(frame);
    const carriesSignal = type === "new_signal" || type === "signal_update";

    if (type === "connected") notice("Connected.");
    if (this.#raw) process.stdout.write(`${frame}\n`);
    else if (carriesSignal) this.#printLine(frame);
    else if (type === "error") notice(`Error from the service: ${frame}`);

    if (!carriesSignal) return;
    this.#remaining -= 1;
    if (this.#remaining === 0) this.#onDone();
  }

  #printLine(frame: string): void {
    const time = new Date().toLocaleTimeString("en-GB");
    const line = prettyLine(frame, time, this.#known, (style, text) =>
      styleText(style, text, { stream: process.stdout, validateStream: true }),
    );
    if (line !== undefined) process.stdout.write(`${line}\n`);
  }
}
