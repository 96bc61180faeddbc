import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";
import { TEST_BINDINGS } from "./support/test-settings.ts";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    silent: "passed-only",
    projects: [
      {
        test: { name: "unit", include: ["test/unit/**/*.test.ts"] },
      },
      {
        test: { name: "client", include: ["test/client/**/*.test.{ts,tsx}"] },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            // The runtime shows bindings as `process.env`: a failed property can be run again by its seed.
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
          name: "worker",
          include: ["test/worker/**/*.test.ts"],
          // Whatever any of these tests makes the service log is looked through.
          setupFiles: ["test/support/checks/log-watch.ts"],
        },
      },
      {
        test: { name: "package", include: ["test/package/**/*.test.ts"], testTimeout: 60_000 },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
