// `npm run prose [path prefix …]`: prints the prose counts of each file, the worst last, and its banned words.

import { bannedWordsIn } from "./banned-words.ts";
import {
  commentProse,
  countProse,
  documentProse,
  perThousand,
  sumProse,
  type ProseCount,
} from "./prose.ts";
import { parseSource, projectFiles, projectText } from "./source-files.ts";

const prefixes = process.argv.slice(2);
const wanted = (path: string): boolean =>
  prefixes.length === 0 || prefixes.some((prefix) => path.startsWith(prefix));

const rows = [
  ...projectFiles(/^(?:src|test)\/.*\.tsx?$/u)
    .filter(wanted)
    .map(sourceRow),
  ...projectFiles(/\.md$/u).filter(wanted).map(documentRow),
];
const score = ({ count }: { readonly count: ProseCount }): number => count.relatives + count.stops;
const lines = rows
  .toSorted((a, b) => score(a) - score(b))
  .map(({ path, count, notes }) => `${line(path, count)} ${notes}`);
lines.push(line("together", sumProse(rows.map(({ count }) => count))));
process.stdout.write(`${lines.join("\n")}\n`);

interface Row {
  readonly path: string;
  readonly count: ProseCount;
  readonly notes: string;
}

function sourceRow(path: string): Row {
  const source = parseSource(path);
  const count = sumProse(source.comments.map(({ text }) => countProse(commentProse(text))));
  const bare = source.exports.filter(({ documented }) => !documented).map(({ name }) => name);
  const notes = [
    ...bannedWordsIn(source).map((word) => `banned: ${word}`),
    ...(bare.length > 0 && path.startsWith("src/") ? [`no docstring: ${bare.join(" ")}`] : []),
  ];
  return { path, count, notes: notes.join(", ") };
}

function documentRow(path: string): Row {
  return { path, count: countProse(documentProse(projectText(path))), notes: "" };
}

function line(path: string, count: ProseCount): string {
  const relatives = perThousand(count.relatives, count).toFixed(0).padStart(4);
  const stops = perThousand(count.stops, count).toFixed(0).padStart(4);
  return `${String(count.words).padStart(6)} words ${relatives} relatives ${stops} stops a thousand  ${path}`;
}
