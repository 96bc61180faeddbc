// The test run. It names the files of each project, and how many of them run at a time.

import { availableParallelism } from "node:os";
import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";
import { SlowestFirst } from "./support/slowest-first.ts";
import { TEST_BINDINGS } from "./support/test-settings.ts";

/** Projects without a live server. */
const inProcess = {
  // Vitest leaves one core to its main process, so on two cores only one file would run at a time.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Files share a process. A runtime of its own costs a Worker's file four seconds of processor time.
  isolate: false,
  testTimeout: 20_000,
};

/**
 * Projects with live servers. They run after the others and one file at a time. A server with a browser or a thousand
 * clients keeps two cores busy, and two files at once took longer and ran into their time limits.
 */
const live = {
  globalSetup: ["test/support/live/prepare-checkout.ts"],
  maxWorkers: 1,
  sequence: { groupOrder: 1 },
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    silent: "passed-only",
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        test: { ...inProcess, name: "unit", include: ["test/unit/**/*.test.ts"] },
      },
      {
        test: { ...inProcess, name: "client", include: ["test/client/**/*.test.{ts,tsx}"] },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            // The runtime shows bindings as `process.env`, so a failed property can be run again by its seed.
            miniflare: {
              bindings: {
                ...TEST_BINDINGS,
                FC_SEED: process.env["FC_SEED"] ?? "",
                FUZZ: process.env["FUZZ"] ?? "",
              },
            },
          }),
        ],
        test: {
          ...inProcess,
          name: "worker",
          include: ["test/worker/**/*.test.ts"],
          // Checks every log line of the service in these tests.
          setupFiles: ["test/support/checks/log-watch.ts"],
        },
      },
      {
        test: { ...live, name: "package", include: ["test/package/**/*.test.ts"] },
      },
      {
        test: { ...live, name: "e2e", include: ["test/e2e/**/*.test.ts"] },
      },
    ],
  },
});
