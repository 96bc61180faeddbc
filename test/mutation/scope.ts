// The mutated files, each with the tests that try to kill its mutants.

import { globSync } from "node:fs";

/** Tests for a set of files. The paths are globs from the project's root. */
export interface TestSuite {
  /** Workerd for code with Cloudflare's own APIs. */
  readonly runtime: "node" | "workerd";
  readonly tests: readonly string[];
  readonly except: readonly string[];
}

/** Node runs tests quickly, so every unit test takes part. Vitest picks the ones that import the mutated file. */
const IN_NODE: TestSuite = {
  runtime: "node",
  tests: ["test/unit/*/*.test.ts", "test/unit/protocol/*/*.test.ts"],
  // They read the source as text, so a mutant changes nothing they assert.
  except: ["test/unit/{docs,api-docs,tooling,cli}/*.test.ts"],
};

/** Large parts of the publish schema only document it. The API documents' test covers those parts. */
const SCHEMA: TestSuite = {
  runtime: "node",
  tests: [
    "test/unit/protocol/publish/publish-request.test.ts",
    "test/unit/api-docs/api-docs.test.ts",
  ],
  except: [],
};

/** Files that need workerd or the whole service, each with its own tests. */
const IN_WORKERD: Readonly<Record<string, readonly string[]>> = {
  "src/auth/access-token.ts": [
    "test/worker/auth/principal.test.ts",
    "test/worker/auth/claims.test.ts",
    "test/worker/auth/tokens.test.ts",
    "test/worker/auth/jwt-keys.test.ts",
  ],
  "src/auth/api-keys.ts": [
    "test/worker/auth/api-keys.test.ts",
    "test/worker/auth/webhook-signatures.test.ts",
    "test/worker/security/constant-time.test.ts",
  ],
  "src/auth/token-verifier.ts": [
    "test/worker/auth/principal.test.ts",
    "test/worker/connections/v2-client-messages.test.ts",
  ],
};

/** Pure functions and indexes of the hub and of its sockets. They touch neither SQL nor a socket. */
const DECISIONS: readonly string[] = [
  "src/hub/publishing/plan-publish.ts",
  "src/hub/publishing/source-status.ts",
  "src/hub/telemetry/analytics.ts",
  "src/sockets/connections/access-policy.ts",
  "src/sockets/connections/connection-index.ts",
  "src/sockets/connections/read-quota.ts",
  "src/sockets/connections/session-deadlines.ts",
  "src/sockets/connections/token-bucket.ts",
  "src/sockets/delivery/encode.ts",
  "src/sockets/delivery/frame-cache.ts",
  "src/sockets/delivery/route.ts",
];

/** Tables without a decision. test/unit/docs/documents.test.ts compares them with the documents. */
const TABLES: ReadonlySet<string> = new Set([
  "src/protocol/limits.ts",
  "src/protocol/close-codes.ts",
]);

const FILES: readonly string[] = [
  ...globSync("src/{auth,json,protocol}/**/*.ts", {
    cwd: new URL("../..", import.meta.url).pathname,
  }),
  ...DECISIONS,
]
  .filter((file) => !TABLES.has(file))
  .toSorted();

/** Every file in scope with its tests. */
export const SCOPE: ReadonlyMap<string, TestSuite> = new Map(
  FILES.map((file) => {
    if (file === "src/protocol/publish/publish-request.ts") return [file, SCHEMA];
    const tests = IN_WORKERD[file];
    return [file, tests === undefined ? IN_NODE : { runtime: "workerd", tests, except: [] }];
  }),
);
