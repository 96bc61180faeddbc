// The order of the test files. A slow file that starts last would run alone at the end.

import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The slow files, the slowest first. Vitest itself goes by size, and a short file may drive a whole drill. */
const SLOW: readonly string[] = [
  "test/worker/resume/model.test.ts",
  "test/worker/fuzz/frames.test.ts",
  "test/worker/publishing/hostile-json.test.ts",
  "test/unit/cli/command-line.test.ts",
  "test/worker/auth/jwt-keys.test.ts",
  "test/worker/fuzz/http.test.ts",
  "test/worker/connections/flush-turns.test.ts",
  "test/e2e/drills.test.ts",
];

/** Vitest's own order, with the slow files of each group first. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- vitest's own method, and no array's.
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => groupOf(a) - groupOf(b) || rankOf(a) - rankOf(b));
  }
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder;
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = SLOW.findIndex((path) => moduleId.endsWith(path));
  return rank === -1 ? SLOW.length : rank;
}
