// The strict JSON parser at the boundary. A text is checked once and loses its insignificant white space.

import { decodeString, type RawJson } from "./raw-json.ts";
import { err, ok, type Result } from "../protocol/result.ts";

/** Why a text is rejected. It never contains the text itself. */
export interface JsonProblem {
  /** UTF-16 units before the problem. */
  readonly offset: number;
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
/** The escapes of RFC 8259 without backspace and form feed. */
const ESCAPE = /\\(?:["\\/nrt]|u[0-9a-fA-F]{4})/y;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/; // oxlint-disable-line no-control-regex

class Malformed extends Error {
  readonly problem: JsonProblem;

  constructor(offset: number, reason: JsonProblem["reason"]) {
    super(reason);
    this.problem = { offset, reason };
  }
}

/**
 * The document without insignificant white space, or its first problem. The checks go beyond RFC 8259. They also reject
 * equal keys in one object, the key `__proto__`, lone surrogates, control characters other than tab and line ends,
 * numbers beyond a double, and objects and arrays nested deeper than `maxDepth`. Linear in the text's length, and
 * recursion ends at `maxDepth`.
 */
export function parseRawJson(text: string, maxDepth: number): Result<RawJson, JsonProblem> {
  let offset = 0;
  let output = "";
  let copiedTo = 0;

  function skipSpace(): void {
    const from = offset;
    for (;;) {
      const code = text.charCodeAt(offset);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
      offset += 1;
    }
    if (offset === from) return;
    output += text.slice(copiedTo, from);
    copiedTo = offset;
  }

  function match(pattern: RegExp): boolean {
    pattern.lastIndex = offset;
    if (!pattern.test(text)) return false;
    offset = pattern.lastIndex;
    return true;
  }

  function string(): string {
    const from = offset;
    let escaped = false;
    offset += 1;
    for (;;) {
      const code = text.charCodeAt(offset);
      if (code === 0x22) break;
      // The end of the text is NaN. It fails this comparison, as a control character does.
      if (!(code >= 0x20)) throw new Malformed(offset, "is not JSON");
      if (code === 0x5c) {
        escaped = true;
        if (!match(ESCAPE)) {
          const other = text.charCodeAt(offset + 1);
          const control = other === 0x62 || other === 0x66;
          throw new Malformed(
            offset,
            control ? "has a control character in a string" : "is not JSON",
          );
        }
      } else offset += 1;
    }
    offset += 1;
    const value = escaped
      ? decodeString(text.slice(from, offset))
      : text.slice(from + 1, offset - 1);
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
    offset += 1;
    skipSpace();
    if (text[offset] === "}") {
      offset += 1;
      return;
    }
    for (;;) {
      const keyOffset = offset;
      if (text[offset] !== '"') throw new Malformed(offset, "is not JSON");
      const key = string();
      if (keys.has(key)) throw new Malformed(keyOffset, "has the same key twice");
      if (key === "__proto__") throw new Malformed(keyOffset, "has a reserved key");
      keys.add(key);
      skipSpace();
      if (text[offset] !== ":") throw new Malformed(offset, "is not JSON");
      offset += 1;
      value(depth);
      const next = text[offset];
      offset += 1;
      if (next === "}") return;
      if (next !== ",") throw new Malformed(offset - 1, "is not JSON");
      skipSpace();
    }
  }

  function array(depth: number): void {
    offset += 1;
    skipSpace();
    if (text[offset] === "]") {
      offset += 1;
      return;
    }
    for (;;) {
      value(depth);
      const next = text[offset];
      offset += 1;
      if (next === "]") return;
      if (next !== ",") throw new Malformed(offset - 1, "is not JSON");
    }
  }

  function value(depth: number): void {
    skipSpace();
    const first = text[offset];
    if (first === '"') string();
    else if (first === "{" || first === "[") {
      if (depth === maxDepth) throw new Malformed(offset, "is nested too deeply");
      if (first === "{") object(depth + 1);
      else array(depth + 1);
    } else {
      const from = offset;
      if (!match(LITERAL)) {
        if (!match(NUMBER)) throw new Malformed(offset, "is not JSON");
        if (!Number.isFinite(Number(text.slice(from, offset)))) {
          throw new Malformed(from, "has a number beyond what a double can hold");
        }
      }
    }
    skipSpace();
  }

  try {
    value(0);
    if (offset !== text.length) throw new Malformed(offset, "is not JSON");
  } catch (error) {
    if (error instanceof Malformed) return err(error.problem);
    throw error;
  }
  return ok((output + text.slice(copiedTo)) as RawJson); // SAFETY: the whole text was just checked.
}
