// Random JSON documents as lists of tokens, so white space can stand between them.

import * as fc from "fast-check";

export interface Document {
  readonly tokens: readonly string[];
}

const NUMBER = /^-?(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,2})?$/;

/** Common characters, and others that a careless parser mishandles. */
const character = fc.oneof(
  fc.constantFrom('"', "\\", "/", "{", "}", "[", "]", ",", ":", " ", "\t", "\n", "\r", "é", "𝄞"),
  fc.constantFrom("\u007f", "\u2028", "\ufeff", "a", "Z", "0", "1"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 1 }).filter((char) => char >= " "),
);
const strings = fc.array(character, { maxLength: 6 }).map((characters) => characters.join(""));

/** A string, and one of its spellings. */
const spelt = fc.tuple(strings, fc.boolean()).map(([value, escape]) => ({
  value,
  literal: escape ? `"${escaped(value)}"` : JSON.stringify(value),
}));

const scalar = fc.oneof(
  spelt.map(({ literal }) => literal),
  fc.stringMatching(NUMBER),
  fc.constantFrom("true", "false", "null"),
);

const key = fc
  .oneof(
    spelt,
    fc.nat(99).map((index) => ({ value: String(index), literal: `"${index}"` })),
  )
  .filter(({ value }) => value !== "__proto__");

interface Entry {
  readonly key: { readonly value: string; readonly literal: string };
  readonly item: Document;
}

function entriesOf(item: fc.Arbitrary<Document>): fc.Arbitrary<Entry[]> {
  return fc.uniqueArray(fc.record({ key, item }), {
    maxLength: 5,
    selector: ({ key }) => key.value,
  });
}

const { any, array } = fc.letrec<{ any: Document; object: Document; array: Document }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    scalar.map((text) => ({ tokens: [text] })),
    tie("array"),
    tie("object"),
  ),
  array: fc.array(tie("any"), { maxLength: 5 }).map((items) => ({
    tokens: ["[", ...items.flatMap(({ tokens }, at) => (at ? [",", ...tokens] : tokens)), "]"],
  })),
  object: entriesOf(tie("any")).map(objectDocument),
}));

function objectDocument(entries: readonly Entry[]): Document {
  const inner = entries.flatMap(({ key, item }, index) => [
    ...(index ? [","] : []),
    key.literal,
    ":",
    ...item.tokens,
  ]);
  return { tokens: ["{", ...inner, "}"] };
}

const spaces = fc.array(
  fc.array(fc.constantFrom(" ", "\t", "\n", "\r"), { maxLength: 3 }).map((run) => run.join("")),
  { minLength: 1, maxLength: 12 },
);

/** Objects as text, with the value of each key and the text of each value, in order. */
export const objects = entriesOf(any).map((entries) => ({
  text: objectDocument(entries).tokens.join(""),
  members: entries.map(({ key, item }) => [key.value, item.tokens.join("")] as const),
}));

export const arrays = array.map(({ tokens }) => tokens.join(""));

/** A document's text with random white space, and without any. */
export const spaced = fc.tuple(any, spaces).map(([{ tokens }, runs]) => ({
  compact: tokens.join(""),
  text: runs.at(-1) + tokens.map((token, index) => token + runs[index % runs.length]).join(""),
}));

/** Texts that are almost JSON. One part of a document is cut, doubled or overwritten. */
export const mutated = fc
  .tuple(
    spaced,
    fc.nat(),
    fc.nat(3),
    fc.oneof(character, fc.constantFrom("\0", "\b", "\ud800", "-", "+", ".", "e", "E", "\\u", "'")),
  )
  .map(([{ text }, where, cut, put]) => {
    const index = where % (text.length + 1);
    return text.slice(0, index) + put + text.slice(index + cut);
  });

function escaped(value: string): string {
  return value
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
