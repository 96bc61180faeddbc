// JSON kept as its own text, so keys keep their order and numbers keep every digit.
//
// `JSON.parse` moves integer-like keys to the front, keeps only the last of two equal keys and rounds numbers. Here
// `parseRawJson` checks a document once. The functions of this file then cut and join the checked text.

declare const checked: unique symbol;

/** One well-formed JSON value without insignificant white space. Strings and numbers stay as written. */
export type RawJson = string & { readonly [checked]: true };

/**
 * The entries of an object from decoded key to value text, in the order of the text.
 * Throws a `SyntaxError` if the text isn't a whole object.
 */
export function entries(object: RawJson): Map<string, RawJson> {
  const found = new Map<string, RawJson>();
  if (object === "{}") return found;
  expectCharacter(object, 0, "{");
  // The place of the opening brace, then of each comma. Every turn moves it forward.
  let separator = 0;
  do {
    const keyEnd = endOfString(object, separator + 1);
    expectCharacter(object, keyEnd, ":");
    const valueEnd = endOfValue(object, keyEnd + 1);
    found.set(
      decodeString(object.slice(separator + 1, keyEnd)),
      slice(object, keyEnd + 1, valueEnd),
    );
    separator = valueEnd;
  } while (object[separator] === ",");
  expectEnd(object, separator, "}");
  return found;
}

/** The items of an array, in order. Throws a `SyntaxError` if the text isn't a whole array. */
export function items(array: RawJson): RawJson[] {
  const found: RawJson[] = [];
  if (array === "[]") return found;
  expectCharacter(array, 0, "[");
  let separator = 0;
  do {
    const end = endOfValue(array, separator + 1);
    found.push(slice(array, separator + 1, end));
    separator = end;
  } while (array[separator] === ",");
  expectEnd(array, separator, "]");
  return found;
}

/** An object of the given entries, in their order. The keys are plain text, not JSON. */
export function toObject(pairs: Iterable<readonly [string, RawJson]>): RawJson {
  let text = "";
  for (const [key, value] of pairs) {
    text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${value}`;
  }
  return `{${text}}` as RawJson; // SAFETY: keys are encoded here, values were checked.
}

/** The value of a string literal. Throws a `SyntaxError` if the literal isn't finished. */
export function decodeString(literal: string): string {
  if (literal.length < 2) throw unfinished();
  if (literal.includes("\\")) return JSON.parse(literal) as string; // SAFETY: a string literal parses to a string.
  expectEnd(literal, literal.length - 1, '"');
  return literal.slice(1, -1);
}

function slice(text: RawJson, from: number, to: number): RawJson {
  return text.slice(from, to) as RawJson; // SAFETY: one whole value of a checked text.
}

/** The offset behind the value at `start`. A number or a literal may end with the text. */
function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first === "{" || first === "[") return endOfNested(text, start);
  let end = start + 1;
  for (;;) {
    const code = text.charCodeAt(end);
    // A comma, a closing bracket, a closing brace or the end of the text.
    if (code === 0x2c || code === 0x5d || code === 0x7d || Number.isNaN(code)) return end;
    end += 1;
  }
}

/** The offset behind the object or array at `start`. Brackets inside strings don't count. */
function endOfNested(text: string, start: number): number {
  let depth = 0;
  let end = start;
  while (end < text.length) {
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
  throw unfinished();
}

/** The offset behind the string at `start`. A quote behind an odd number of backslashes is part of the string. */
function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
    quote = text.indexOf('"', quote + 1);
  }
  throw unfinished();
}

function expectCharacter(text: string, offset: number, character: string): void {
  if (text[offset] !== character) throw unfinished();
}

function expectEnd(text: string, offset: number, character: string): void {
  expectCharacter(text, offset, character);
  if (offset !== text.length - 1) throw unfinished();
}

/** Carries nothing of the text, since errors are logged. */
function unfinished(): SyntaxError {
  return new SyntaxError("unfinished or malformed raw JSON");
}
