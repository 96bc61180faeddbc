// The counters behind language.test.ts, tried on small texts, so that each rule can fail.

import { describe, it } from "vitest";
import { isAllowed, staleReasons } from "../../style/allowed-words.ts";
import { bannedWordsIn, bannedWordsInDocument, wordsOf } from "../../style/banned-words.ts";
import { problemsOf } from "../../style/findings.ts";
import { crowdedFolders, looseFiles } from "../../style/layout.ts";
import {
  commentProse,
  countProse,
  documentProse,
  perThousand,
  sumProse,
  type ProseCount,
} from "../../style/prose.ts";
import { parseText, type SourceFile } from "../../style/source-files.ts";

describe("the counters", () => {
  const countOf = (text: string): ProseCount => countProse(text);

  it.for([
    { text: "", words: 0, relatives: 0, stops: 0 },
    { text: "The hub stores a message.", words: 5, relatives: 0, stops: 0 },
    { text: "That which was told, whoever asks", words: 6, relatives: 3, stops: 0 },
    { text: "WHOSE socket, what for", words: 4, relatives: 2, stops: 0 },
    { text: "thatch and whichever", words: 3, relatives: 0, stops: 0 },
    { text: "One: two; three:four at 10:30", words: 5, relatives: 0, stops: 2 },
    { text: "ends with a colon:", words: 4, relatives: 0, stops: 1 },
    { text: "it's a client’s keep-alive", words: 4, relatives: 0, stops: 0 },
  ])("count $text", ({ text, ...count }, { expect }) => {
    expect(countOf(text)).toEqual(count);
  });

  it("add up, and give a share of a thousand", ({ expect }) => {
    const sum = sumProse([countOf("that is it"), countOf("one: two")]);

    expect(sum).toEqual({ words: 5, relatives: 1, stops: 1 });
    expect(perThousand(sum.relatives, sum)).toBe(200);
    expect(perThousand(1, countOf(""))).toBe(0);
  });

  it("leave code, tags, examples and addresses out of comments", ({ expect }) => {
    const comment = [
      "Sends it to `that: one`, see https://example.com/which: here.",
      "@param name what: ever",
      "@example",
      "that; which;",
    ].join("\n");

    expect(countProse(commentProse(comment))).toMatchObject({ relatives: 1, stops: 1 });
  });

  it("leave code, tables and links out of documents", ({ expect }) => {
    const markdown = [
      "# Heading",
      "One `that: which;` sentence and [that: link](docs/which.md).",
      "| that | which: |",
      "|---|---|",
      "```",
      "what: ever;",
      "```",
    ].join("\n");

    expect(countProse(documentProse(markdown))).toMatchObject({ relatives: 0, stops: 0 });
  });

  it("report nothing within the limits, and the worst file first past them", ({ expect }) => {
    const files = [
      { path: "good.md", count: { words: 1_000, relatives: 20, stops: 15 } },
      { path: "bad.md", count: { words: 1_000, relatives: 40, stops: 0 } },
      { path: "worse.md", count: { words: 1_000, relatives: 10, stops: 90 } },
    ];
    const limits = { relatives: 20, stops: 15 };

    expect(problemsOf(files.slice(0, 1), limits)).toEqual([]);
    expect(problemsOf(files, limits)).toEqual([
      "together 23.3 relative words and 35.0 stops in 1,000 of 3000, at most 20 and 15",
      "2 in 2 files",
      "worse.md: 10.0 relative words and 90.0 stops in 1,000 of 1000",
      "bad.md: 40.0 relative words and 0.0 stops in 1,000 of 1000",
    ]);
  });
});

describe("the finder of banned words", () => {
  it("splits names, paths and sentences into words", ({ expect }) => {
    expect(wordsOf("heardAt")).toEqual(["heard", "at"]);
    expect(wordsOf("test/TokenDoor.ts")).toEqual(["test", "token", "door", "ts"]);
    expect(wordsOf("JWT_SECRET, ok?")).toEqual(["jwt", "secret", "ok"]);
  });

  it("finds them in comments, names and paths", ({ expect }) => {
    const file = parseText(
      "src/door.ts",
      "// What was told.\nexport const heardAt = 1;\n/* said in a sentence */ const said = 2;",
    );

    expect(bannedWordsIn(file)).toEqual([
      "comment: told",
      "name: heardAt",
      "name: said",
      "path: door",
    ]);
  });

  it("finds nothing in clean code, nor in code within a comment", ({ expect }) => {
    const file = parseText("src/clean.ts", "// Reads `told` first.\nexport const endpoint = 1;");

    expect(bannedWordsIn(file)).toEqual([]);
  });

  it("finds them in a document's sentences, tables and links' texts", ({ expect }) => {
    const markdown = "A door.\n\n| told |\n|---|\n\n[heard](errand.md) `ear`\n\n```\nseat\n```\n";

    expect(bannedWordsInDocument(markdown)).toEqual(["door", "told", "heard"]);
    expect(bannedWordsInDocument("An endpoint.")).toEqual([]);
  });

  it("allows a word with a reason, and only there", ({ expect }) => {
    const settings = { path: "src/config/settings.ts", finding: "name: audience" };

    expect(isAllowed(settings)).toBe(true);
    expect(isAllowed({ ...settings, path: "src/hub/signal-hub.ts" })).toBe(false);
    expect(isAllowed({ ...settings, finding: "name: door" })).toBe(false);
  });

  it("names a reason that nothing needs", ({ expect }) => {
    const settings = { path: "src/config/settings.ts", finding: "name: audience" };

    expect(staleReasons([settings])).toEqual(["words are what these files count"]);
  });
});

describe("the finder of docstrings", () => {
  const exportsOf = (text: string): SourceFile["exports"] => parseText("src/a.ts", text).exports;

  it("sees one right before an export, of any kind", ({ expect }) => {
    const text = [
      "/** A. */\nexport const a = 1;",
      "/** B. */\nexport function b(): void {}",
      "/** C. */\nexport class C {}",
      "/** D. */\nexport interface D { readonly e: 1 }",
      "/** F. */\nexport type F = 1;",
    ].join("\n");

    expect(exportsOf(text)).toEqual(
      ["a", "b", "C", "D", "F"].map((name) => ({ name, documented: true })),
    );
  });

  it("misses one that is absent, an ordinary comment, or another declaration's", ({ expect }) => {
    const text =
      "export const a = 1;\n// b\nexport const b = 2;\n/** c */\nlet c;\nexport const d = 3;";

    expect(exportsOf(text)).toEqual(["a", "b", "d"].map((name) => ({ name, documented: false })));
  });
});

describe("the checks of folders", () => {
  it("find a crowded one, up to its own limit", ({ expect }) => {
    const paths = ["a/1.ts", "a/2.ts", "a/3.ts", "b/1.ts", "a/c/1.ts"];

    expect(crowdedFolders(paths, 2, new Map())).toEqual(["a: 3"]);
    expect(crowdedFolders(paths, 2, new Map([["a", 3]]))).toEqual([]);
  });

  it("find a loose file, unless it is allowed", ({ expect }) => {
    const paths = [
      "src/hub/services.ts",
      "src/hub/loose.ts",
      "src/hub/alarm/alarm.ts",
      "src/app.ts",
    ];

    expect(looseFiles(paths, ["src/hub"], new Set(["src/hub/services.ts"]))).toEqual([
      "src/hub/loose.ts",
    ]);
  });
});
