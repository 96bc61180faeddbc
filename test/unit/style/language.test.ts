// One language and one layout: prose is counted, banned words are found, exports have docstrings, folders stay small.

import { describe, it } from "vitest";
import { isAllowed, staleReasons } from "../../style/allowed-words.ts";
import { bannedWordsIn, bannedWordsInDocument } from "../../style/banned-words.ts";
import { problemsOf, summaryOf } from "../../style/findings.ts";
import { crowdedFolders, looseFiles } from "../../style/layout.ts";
import { commentProse, countProse, documentProse, sumProse } from "../../style/prose.ts";
import { parseSource, projectFiles, projectText } from "../../style/source-files.ts";

const SOURCES = projectFiles(/^src\/.*\.tsx?$/u).map(parseSource);
const TESTS = projectFiles(/^test\/.*\.[jt]sx?$/u).map(parseSource);
// docs/api repeats the docstrings, and these are counted in the source.
const DOCUMENTS = projectFiles(/\.md$/u).filter((path) => !path.startsWith("docs/api/"));

/** Files beside the folders of a part. */
const ENTRIES_AND_WIRING: ReadonlySet<string> = new Set([
  "src/hub/signal-hub.ts",
  "src/hub/services.ts",
  "src/sockets/sockets.ts",
  "src/client/index.ts",
  "src/client/signal-client.ts",
  "src/client/options.ts",
  "src/client/events.ts",
]);

/** Folders with more than 12 files, and how many they may have. */
const LARGE_FOLDERS: ReadonlyMap<string, number> = new Map([
  // One file a command, beside the parts that all commands share. A command with parts of its own has a folder.
  ["src/cli", 17],
]);

describe("prose", () => {
  it("of comments in src has at most 15 relative words and 12 stops in 1,000", ({ expect }) => {
    const files = SOURCES.map(({ path, comments }) => ({
      path,
      count: sumProse(comments.map(({ text }) => countProse(commentProse(text)))),
    }));

    expect(problemsOf(files, { relatives: 15, stops: 12 })).toEqual([]);
  });

  it("of documents has at most 20 relative words and 15 stops in 1,000", ({ expect }) => {
    const files = DOCUMENTS.map((path) => ({
      path,
      count: countProse(documentProse(projectText(path))),
    }));

    expect(files.length).toBeGreaterThan(20);
    expect(problemsOf(files, { relatives: 20, stops: 15 })).toEqual([]);
  });
});

describe("words of the field", () => {
  const findings = [...SOURCES, ...TESTS].flatMap((file) =>
    bannedWordsIn(file).map((finding) => ({ path: file.path, finding })),
  );

  it("are the only ones in names, comments and paths of src and test", ({ expect }) => {
    const banned = findings
      .filter((one) => !isAllowed(one))
      .map(({ path, finding }) => `${path} ${finding}`);

    expect(summaryOf(banned)).toEqual([]);
  });

  it("have no exception that nothing needs", ({ expect }) => {
    expect(staleReasons(findings)).toEqual([]);
  });

  it("are the only ones in documents", ({ expect }) => {
    const found = DOCUMENTS.flatMap((path) =>
      bannedWordsInDocument(projectText(path)).map((word) => `${path} ${word}`),
    );

    expect(summaryOf(found)).toEqual([]);
  });
});

describe("exports", () => {
  it("of src all have a docstring", ({ expect }) => {
    const bare = SOURCES.flatMap(({ path, exports }) =>
      exports.filter(({ documented }) => !documented).map(({ name }) => `${path} ${name}`),
    );

    expect(summaryOf(bare)).toEqual([]);
  });
});

describe("layout", () => {
  it.for([
    { path: "README.md", most: 200 },
    { path: "AGENTS.md", most: 120 },
    { path: "docs/glossary.md", most: 80 },
  ])("$path has at most $most lines", ({ path, most }, { expect }) => {
    expect(projectText(path).trimEnd().split("\n").length).toBeLessThanOrEqual(most);
  });

  it("has no file of hub, sockets or client outside a folder but entry and wiring", ({
    expect,
  }) => {
    const paths = SOURCES.map(({ path }) => path);

    const loose = looseFiles(paths, ["src/hub", "src/sockets", "src/client"], ENTRIES_AND_WIRING);

    expect(loose).toEqual([]);
  });

  it("has at most 12 files in a folder of src", ({ expect }) => {
    const paths = SOURCES.map(({ path }) => path);

    expect(crowdedFolders(paths, 12, LARGE_FOLDERS)).toEqual([]);
  });
});
