// The tests that judge mutants: those that the run names, in Node or in workerd.

import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";
import { TEST_BINDINGS } from "../support/test-settings.ts";
import type { TestSuite } from "./scope.ts";

// SAFETY: stryker.ts wrote it.
const suite = JSON.parse(process.env["MUTATION_SUITE"] ?? "{}") as TestSuite;

// A mutant is judged by the same cases each time: a survivor must not be a matter of luck.
const FC_SEED = "1";
process.env["FC_SEED"] = FC_SEED;

export default defineConfig({
  plugins:
    suite.runtime === "workerd"
      ? [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: { bindings: { ...TEST_BINDINGS, FC_SEED } },
          }),
        ]
      : [],
  test: {
    name: "mutation",
    include: [...suite.tests],
    exclude: [...suite.except],
    isolate: suite.runtime === "workerd",
    testTimeout: 10_000,
  },
});
