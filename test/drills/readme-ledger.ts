// The README's section with the ledger, made from a run and put where the last one was.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { COLUMNS, type Report } from "./report.ts";

const README = join(new URL("../..", import.meta.url).pathname, "README.md");
const HEADING = "## The ledger\n";

/** What a reader looks for first: a text, and the figures of a drill. */
const HEADLINES: readonly (readonly [text: string, drill: string, figures: readonly string[]])[] = [
  ["times the process was killed with -9 under 200 subscribers", "process-killed", ["kills"]],
  ["and in ten minutes of everything at once", "everything-at-once", ["kills"]],
  [
    "sockets, and messages to each, five a second",
    "five-thousand-sockets",
    ["sockets", "messages to each"],
  ],
  [
    "clients dropped at once, and ms from the kill until the last had resumed",
    "mass-disconnect",
    ["clients", "ms from the kill until all had resumed"],
  ],
  [
    "MB offered to 50 readers that had stopped, and MiB by which memory grew",
    "50-stalled-readers",
    ["MB offered to them", "MiB grown at most"],
  ],
  [
    "junk upgrades, and hubs that they woke",
    "junk-upgrades",
    ["junk upgrades", "hubs constructed by them"],
  ],
  ["forged tokens, and those refused with 401", "forged-tokens", ["forged tokens", "refused"]],
  ["bad bodies, and those refused with 4xx", "bad-bodies", ["bad bodies", "refused"]],
];

/** Replaces the section, up to the next heading. */
export function writeIntoReadme(report: Report): void {
  const readme = readFileSync(README, "utf8");
  const from = readme.indexOf(HEADING);
  const to = readme.indexOf("\n## ", from) + 1;
  if (from === -1 || to === 0) throw new Error("README.md has no section for the ledger");
  writeFileSync(README, readme.slice(0, from) + section(report) + readme.slice(to));
}

function section(report: Report): string {
  const { drills, total, survived, logs, versions, date, seed, cores, seconds } = report;
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const lines = drills.map(({ name, line, survived }) =>
    row([`\`${name}\``, ...COLUMNS.map((column) => text(line[column])), survived ? "yes" : "NO"]),
  );
  const headlines = HEADLINES.map(([label, name, figures]) =>
    row([label, figures.map((figure) => text(figureOf(drills, name, figure))).join(", ")]),
  );
  return `${HEADING}
\`npm run drills\` breaks the service on purpose in ${drills.length} ways and counts what was lost. How it counts, what each fault is and what
this doesn't show is in [docs/reliability.md](docs/reliability.md). This was printed on ${date} with seed ${seed}, after
${(seconds / 60).toFixed(1)} minutes on ${cores} cores that others used as well (${names.join(", ")}).

| | |
|---|---|
${headlines.join("\n")}
${row(["lines of logs, and canaries in them", `${text(logs.lines)}, ${text(logs.canaries)}`])}

${row(["fault", ...COLUMNS, "survived"])}
|${"---|".repeat(COLUMNS.length + 2)}
${lines.join("\n")}
${row(["together", ...COLUMNS.map((column) => text(total[column])), `${survived} of ${drills.length}`])}

`;
}

/** A figure that a drill didn't come to count is not nought. */
function figureOf(drills: Report["drills"], name: string, figure: string): number {
  const value = drills.find((drill) => drill.name === name)?.figures[figure];
  if (value === undefined) throw new Error(`${name} has no figure "${figure}"`);
  return value;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function text(value: number): string {
  return value.toLocaleString("en-US");
}
