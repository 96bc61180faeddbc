// Vitest's configuration for a mutation run, with the tests of one suite in Node or in workerd.

import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";
import { TEST_BINDINGS } from "../support/test-settings.ts";
import type { TestSuite } from "./scope.ts";

// SAFETY: stryker.ts wrote it.
const suite = JSON.parse(process.env["MUTATION_SUITE"] ?? "{}") as TestSuite;

// A fixed seed gives every mutant the same cases, so a survivor is no matter of luck.
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
