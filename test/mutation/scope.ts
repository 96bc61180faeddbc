// Which files are mutated, and by which tests each is judged.

import { globSync } from "node:fs";

/** Where the tests run, and which they are. */
export interface TestSuite {
  readonly runtime: "node" | "workerd";
  readonly tests: readonly string[];
  readonly except: readonly string[];
}

/** In Node the tests are quick, so all that can run there judge; vitest picks those that import the file. */
const IN_NODE: TestSuite = {
  runtime: "node",
  tests: ["test/unit/*/*.test.ts"],
  // These read the source as text.
  except: ["test/unit/{docs,api-docs,tooling,cli}/*.test.ts"],
};

/** Much of the producers' schema is there to be documented: the contracts' test is about that. */
const SCHEMA: TestSuite = {
  runtime: "node",
  tests: ["test/unit/protocol/publish-request.test.ts", "test/unit/api-docs/api-docs.test.ts"],
  except: [],
};

/** What Node can't run, or what only the service as a whole shows, is judged by the tests that are about it. */
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

/** What of the hub decides and does nothing: pure functions, and lists that know neither SQL nor sockets. */
const HUB_DECISIONS = [
  "close-code",
  "entitlement",
  "fan-out",
  "measurements",
  "publication",
  "roll",
  "session-deadlines",
  "shared-frames",
  "source-liveness",
  "token-bucket",
  "user-budget",
].map((name) => `src/hub/${name}.ts`);

/** Tables without a decision: test/unit/docs/documents.test.ts holds them to the README letter by letter. */
const TABLES: ReadonlySet<string> = new Set([
  "src/protocol/limits.ts",
  "src/protocol/close-codes.ts",
]);

const FILES: readonly string[] = [
  ...globSync("src/{auth,json,protocol}/*.ts", { cwd: new URL("../..", import.meta.url).pathname }),
  ...HUB_DECISIONS,
]
  .filter((file) => !TABLES.has(file))
  .toSorted();

/** Every file in scope with its judge. */
export const SCOPE: ReadonlyMap<string, TestSuite> = new Map(
  FILES.map((file) => {
    if (file === "src/protocol/publish-request.ts") return [file, SCHEMA];
    const tests = IN_WORKERD[file];
    return [file, tests === undefined ? IN_NODE : { runtime: "workerd", tests, except: [] }];
  }),
);
