// JSON kept as its own text, so that every key, its place and every digit leave as they came.
//
// `JSON.parse` can't promise that: it moves integer-like keys to the front, keeps the last of two equal
// keys and rounds numbers. Here a document is checked once at the door (`readJsonText`) and from then on
// cut and joined as text (`members`, `elements`), which trust what was checked.

import { no, ok, type Result } from "./result.ts";

declare const checked: unique symbol;

/** One well-formed JSON value without insignificant white space; strings and numbers as written. */
export type JsonText = string & { readonly [checked]: true };

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

/** The members of a checked object, in the order they were written: decoded key to value text. */
export function members(object: JsonText): Map<string, JsonText> {
  const found = new Map<string, JsonText>();
  let at = 1;
  while (object[at] === '"') {
    const keyEnd = endOfValue(object, at);
    const valueEnd = endOfValue(object, keyEnd + 1);
    found.set(decodeString(object.slice(at, keyEnd)), slice(object, keyEnd + 1, valueEnd));
    at = valueEnd + 1;
  }
  return found;
}

/** The elements of a checked array. */
export function elements(array: JsonText): JsonText[] {
  const found: JsonText[] = [];
  let at = 1;
  while (at < array.length - 1) {
    const end = endOfValue(array, at);
    found.push(slice(array, at, end));
    at = end + 1;
  }
  return found;
}

/** An object of the given members, in their order. */
export function objectOf(entries: Iterable<readonly [string, JsonText]>): JsonText {
  let text = "";
  for (const [key, value] of entries) {
    text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${value}`;
  }
  return `{${text}}` as JsonText; // SAFETY: keys are encoded here, values were checked.
}

/** The string that a checked string literal stands for. */
export function decodeString(literal: string): string {
  if (!literal.includes("\\")) return literal.slice(1, -1);
  return JSON.parse(literal) as string; // SAFETY: a string literal parses to a string.
}

function slice(text: JsonText, from: number, to: number): JsonText {
  return text.slice(from, to) as JsonText; // SAFETY: one whole value of a checked text.
}

/** Where the value that begins at `at` ends, in a text that was checked. */
function endOfValue(text: string, at: number): number {
  const first = text[at];
  if (first === '"') return endOfString(text, at);
  if (first !== "{" && first !== "[") {
    let end = at + 1;
    for (;;) {
      const code = text.charCodeAt(end);
      // , ] } : or the end of the text
      if (code === 0x2c || code === 0x5d || code === 0x7d || Number.isNaN(code)) return end;
      end += 1;
    }
  }
  let depth = 0;
  let end = at;
  for (;;) {
    const code = text.charCodeAt(end);
    if (code === 0x22) {
      end = endOfString(text, end);
      continue;
    }
    end += 1;
    if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      if (depth === 0) return end;
    }
  }
}

function endOfString(text: string, at: number): number {
  let end = at + 1;
  for (;;) {
    const quote = text.indexOf('"', end);
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
    end = quote + 1;
  }
}
