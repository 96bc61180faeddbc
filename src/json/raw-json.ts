// JSON kept as its own text, so that every key, its place and every digit leave as they came.
//
// `JSON.parse` can't promise that: it moves integer-like keys to the front, keeps the last of two equal
// keys and rounds numbers. Here a document is checked once at the door (read-json-text.ts) and from then on
// cut and joined as text (`members`, `elements`), which trust what was checked.

declare const checked: unique symbol;

/** One well-formed JSON value without insignificant white space; strings and numbers as written. */
export type RawJson = string & { readonly [checked]: true };

/** The members of a checked object, in the order they were written: decoded key to value text. */
export function entries(object: RawJson): Map<string, RawJson> {
  const found = new Map<string, RawJson>();
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
export function items(array: RawJson): RawJson[] {
  const found: RawJson[] = [];
  let at = 1;
  while (at < array.length - 1) {
    const end = endOfValue(array, at);
    found.push(slice(array, at, end));
    at = end + 1;
  }
  return found;
}

/** An object of the given members, in their order. */
export function toObject(pairs: Iterable<readonly [string, RawJson]>): RawJson {
  let text = "";
  for (const [key, value] of pairs) {
    text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${value}`;
  }
  return `{${text}}` as RawJson; // SAFETY: keys are encoded here, values were checked.
}

/** The string that a checked string literal stands for. */
export function decodeString(literal: string): string {
  if (!literal.includes("\\")) return literal.slice(1, -1);
  return JSON.parse(literal) as string; // SAFETY: a string literal parses to a string.
}

function slice(text: RawJson, from: number, to: number): RawJson {
  return text.slice(from, to) as RawJson; // SAFETY: one whole value of a checked text.
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
