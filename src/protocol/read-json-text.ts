// The door for JSON: a text is checked once, strictly, and comes out without insignificant white space.

import { decodeString, type JsonText } from "./json-text.ts";
import { no, ok, type Result } from "./result.ts";

/** Why a text was refused, and at which UTF-16 offset. Never carries the text itself. */
export interface JsonProblem {
  readonly at: number;
  readonly reason:
    | "is not JSON"
    | "is nested too deeply"
    | "has the same key twice"
    | "has a reserved key"
    | "has a control character in a string"
    | "has half of a surrogate pair in a string"
    | "has a number beyond what a double can hold";
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERAL = /true|false|null/y;
/** Escapes RFC 8259 knows; of the control characters only tab, line feed and carriage return. */
const ESCAPE = /\\(?:["\\/nrt]|u[0-9a-fA-F]{4})/y;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/; // oxlint-disable-line no-control-regex

class Malformed extends Error {
  readonly problem: JsonProblem;

  constructor(at: number, reason: JsonProblem["reason"]) {
    super(reason);
    this.problem = { at, reason };
  }
}

/**
 * The document without insignificant white space, or the first thing wrong with it.
 * Refuses what RFC 8259 refuses, and beyond it: equal keys in one object, `__proto__`, lone surrogates,
 * control characters other than tab and line ends, numbers that overflow, depth over `maxDepth`.
 */
export function readJsonText(text: string, maxDepth: number): Result<JsonText, JsonProblem> {
  let at = 0;
  let kept = "";
  let keptTo = 0;

  function skipSpace(): void {
    const from = at;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
      at += 1;
    }
    if (at === from) return;
    kept += text.slice(keptTo, from);
    keptTo = at;
  }

  function take(pattern: RegExp): boolean {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  }

  function string(): string {
    const from = at;
    let escaped = false;
    at += 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 0x22) break;
      // A NaN (the end of the text) fails this comparison as a control character does.
      if (!(code >= 0x20)) throw new Malformed(at, "is not JSON");
      if (code === 0x5c) {
        escaped = true;
        if (!take(ESCAPE)) {
          const other = text.charCodeAt(at + 1);
          const control = other === 0x62 || other === 0x66;
          throw new Malformed(at, control ? "has a control character in a string" : "is not JSON");
        }
      } else at += 1;
    }
    at += 1;
    const value = escaped ? decodeString(text.slice(from, at)) : text.slice(from + 1, at - 1);
    if (escaped && CONTROL.test(value)) {
      throw new Malformed(from, "has a control character in a string");
    }
    if (!value.isWellFormed()) {
      throw new Malformed(from, "has half of a surrogate pair in a string");
    }
    return value;
  }

  function object(depth: number): void {
    const keys = new Set<string>();
    at += 1;
    skipSpace();
    if (text[at] === "}") {
      at += 1;
      return;
    }
    for (;;) {
      const keyAt = at;
      if (text[at] !== '"') throw new Malformed(at, "is not JSON");
      const key = string();
      if (keys.has(key)) throw new Malformed(keyAt, "has the same key twice");
      if (key === "__proto__") throw new Malformed(keyAt, "has a reserved key");
      keys.add(key);
      skipSpace();
      if (text[at] !== ":") throw new Malformed(at, "is not JSON");
      at += 1;
      value(depth);
      const next = text[at];
      at += 1;
      if (next === "}") return;
      if (next !== ",") throw new Malformed(at - 1, "is not JSON");
      skipSpace();
    }
  }

  function array(depth: number): void {
    at += 1;
    skipSpace();
    if (text[at] === "]") {
      at += 1;
      return;
    }
    for (;;) {
      value(depth);
      const next = text[at];
      at += 1;
      if (next === "]") return;
      if (next !== ",") throw new Malformed(at - 1, "is not JSON");
    }
  }

  function value(depth: number): void {
    skipSpace();
    const first = text[at];
    if (first === '"') string();
    else if (first === "{" || first === "[") {
      if (depth === maxDepth) throw new Malformed(at, "is nested too deeply");
      if (first === "{") object(depth + 1);
      else array(depth + 1);
    } else {
      const from = at;
      if (!take(LITERAL)) {
        if (!take(NUMBER)) throw new Malformed(at, "is not JSON");
        if (!Number.isFinite(Number(text.slice(from, at)))) {
          throw new Malformed(from, "has a number beyond what a double can hold");
        }
      }
    }
    skipSpace();
  }

  try {
    value(0);
    if (at !== text.length) throw new Malformed(at, "is not JSON");
  } catch (error) {
    if (error instanceof Malformed) return no(error.problem);
    throw error;
  }
  return ok((kept + text.slice(keptTo)) as JsonText); // SAFETY: every byte of it was just checked.
}
