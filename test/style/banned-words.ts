// The list of banned words, and a search for them. docs/glossary.md has the words to use instead.

import { commentProse, documentText } from "./prose.ts";
import type { SourceFile } from "./source-files.ts";

/** Private metaphors, banned in names and in comments. */
export const BANNED_WORDS: ReadonlySet<string> = new Set(
  `audience audiences conversation door doors ear ears errand errands furnish furnished greet greeted greeting
  greetings greets handoff handoffs hear heard hearing hears pump reception refusal refusals seat seats standing
  tending tends told upkeep`.split(/\s+/u),
);

/** Words banned in names only. They have an ordinary meaning in a sentence and a private one in a name. */
export const BANNED_NAMES: ReadonlySet<string> = new Set(
  `arrival because behind book departure departures dialect dialects errand gathered judge judged looked looks move
  roll room rooms say said tell tells trouble via welcome word words`.split(/\s+/u),
);

/** Returns each banned word of a file once, as `where: word`. */
export function bannedWordsIn({ comments, identifiers, path }: SourceFile): readonly string[] {
  const found = new Set<string>();
  for (const { text } of comments) {
    for (const word of wordsOf(commentProse(text))) {
      if (BANNED_WORDS.has(word)) found.add(`comment: ${word}`);
    }
  }
  for (const name of identifiers) {
    for (const word of wordsOf(name)) {
      if (BANNED_WORDS.has(word) || BANNED_NAMES.has(word)) found.add(`name: ${name}`);
    }
  }
  for (const word of wordsOf(path)) {
    if (BANNED_WORDS.has(word) || BANNED_NAMES.has(word)) found.add(`path: ${word}`);
  }
  return [...found];
}

/** Each banned word of a document's sentences and tables, once. Code and the addresses of links may have them. */
export function bannedWordsInDocument(markdown: string): readonly string[] {
  const found = new Set(wordsOf(documentText(markdown)).filter((word) => BANNED_WORDS.has(word)));
  return [...found];
}

/** Splits a sentence, a path or a camel-case name into lower-case words. */
export function wordsOf(text: string): readonly string[] {
  return text
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}
