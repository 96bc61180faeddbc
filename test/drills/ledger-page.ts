// The ledger of docs/reliability.md, made from a run and put where the last one was.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { COLUMNS, type Report } from "./report.ts";

const PAGE = join(new URL("../..", import.meta.url).pathname, "docs/reliability.md");
const HEADING = "## Ledger\n";

/** The rows a reader looks for first: a text, and the figures of a drill. */
const HEADLINES: readonly (readonly [text: string, drill: string, figures: readonly string[]])[] = [
  ["kills with -9 under 200 subscribers", "process-killed", ["kills"]],
  ["kills in ten minutes of everything at once", "everything-at-once", ["kills"]],
  [
    "sockets, and messages to each, five a second",
    "five-thousand-sockets",
    ["sockets", "messages to each"],
  ],
  [
    "clients dropped at once, and ms from the kill to the last resume",
    "mass-disconnect",
    ["clients", "ms from the kill until all had resumed"],
  ],
  [
    "MB offered to 50 stalled readers, and MiB of memory growth",
    "50-stalled-readers",
    ["MB offered to them", "MiB grown at most"],
  ],
  [
    "junk upgrades, and hubs they woke",
    "junk-upgrades",
    ["junk upgrades", "hubs constructed by them"],
  ],
  ["forged tokens, and those rejected with 401", "forged-tokens", ["forged tokens", "refused"]],
  ["bad bodies, and those rejected with 4xx", "bad-bodies", ["bad bodies", "refused"]],
];

/** Replaces the section, up to the next heading of its rank. Throws where the page has no such section. */
export function writeLedgerPage(report: Report): void {
  const page = readFileSync(PAGE, "utf8");
  const from = page.indexOf(HEADING);
  const to = page.indexOf("\n## ", from) + 1;
  if (from === -1 || to === 0) throw new Error("docs/reliability.md has no section for the ledger");
  writeFileSync(PAGE, page.slice(0, from) + section(report) + page.slice(to));
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
\`npm run drills\` injected ${drills.length} faults and accounted for every message. The run is of ${date} with seed ${seed} and took
${(seconds / 60).toFixed(1)} minutes on ${cores} shared cores (${names.join(", ")}). The [columns](#columns) and the
[faults](#every-fault) are explained below.

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

/** Throws for a figure the drill didn't count, because a missing figure is not zero. */
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
