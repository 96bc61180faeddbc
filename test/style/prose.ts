// Counts prose. The measures are relative words, and colons with semicolons, for each thousand words.

/** The counts of one text. */
export interface ProseCount {
  readonly words: number;
  /** Matches of `RELATIVES`. */
  readonly relatives: number;
  /** Colons and semicolons. */
  readonly stops: number;
}

const RELATIVES = /\b(?:that|which|who|whom|whose|what|whoever|whatever)\b/giu;

/** Counts a text. Remove its code, tables and links first. */
export function countProse(text: string): ProseCount {
  return {
    words: matches(text, /[\p{L}][\p{L}\p{N}'’-]*/gu),
    relatives: matches(text, RELATIVES),
    stops: matches(text, /[:;](?=\s|$)/gu),
  };
}

/** Adds up the counts of several texts. */
export function sumProse(counts: readonly ProseCount[]): ProseCount {
  return counts.reduce(
    (sum, { words, relatives, stops }) => ({
      words: sum.words + words,
      relatives: sum.relatives + relatives,
      stops: sum.stops + stops,
    }),
    { words: 0, relatives: 0, stops: 0 },
  );
}

/** Returns `count` for each thousand words. It is 0 for a text without words. */
export function perThousand(count: number, { words }: ProseCount): number {
  return words === 0 ? 0 : (count / words) * 1_000;
}

/** Removes code in backticks, docstring tags, examples and addresses from a comment. */
export function commentProse(comment: string): string {
  return comment
    .replaceAll(/@example[\s\S]*?(?=\n\s*@|$)/gu, "")
    .replaceAll(/```[\s\S]*?```/gu, "")
    .replaceAll(/`[^`]*`/gu, "code")
    .replaceAll(/https?:\S+/gu, "")
    .replaceAll(/@\w+/gu, "");
}

/** Removes code, tables and links from a document. */
export function documentProse(markdown: string): string {
  return withoutCode(markdown)
    .replaceAll(/^\s*\|.*$/gmu, "")
    .replaceAll(LINK, "");
}

/** A document's sentences, tables and texts of links: without code and addresses. */
export function documentText(markdown: string): string {
  return withoutCode(markdown).replaceAll(LINK, "$1");
}

const LINK = /!?\[([^\]]*)\]\([^)]*\)/gu;

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/```[\s\S]*?```/gu, "").replaceAll(/`[^`]*`/gu, "code");
}

function matches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
