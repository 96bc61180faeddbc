// Which files are mutated, and by which tests each is judged.

import { globSync } from "node:fs";

/** Where the tests run, and which they are. */
export interface Judge {
  readonly place: "node" | "workerd";
  readonly tests: readonly string[];
  readonly except: readonly string[];
}

/** In Node the tests are quick, so all that can run there judge; vitest picks those that import the file. */
const IN_NODE: Judge = {
  place: "node",
  tests: ["test/unit/*.test.ts"],
  // These read the source as text.
  except: ["test/unit/{docs,contracts,*-page,mutation}.test.ts"],
};

/** Much of the producers' schema is there to be documented: the contracts' test is about that. */
const SCHEMA: Judge = {
  place: "node",
  tests: ["test/unit/producer-message.test.ts", "test/unit/contracts.test.ts"],
  except: [],
};

/** What Node can't run, or what only the service as a whole shows, is judged by the tests that are about it. */
const IN_WORKERD: Readonly<Record<string, readonly string[]>> = {
  "src/access/access-token.ts": [
    "test/worker/callers.test.ts",
    "test/worker/claims.test.ts",
    "test/worker/tokens.test.ts",
    "test/worker/token-keys.test.ts",
  ],
  "src/access/named-keys.ts": [
    "test/worker/keys.test.ts",
    "test/worker/security/constant-time.test.ts",
  ],
  "src/access/producer.ts": ["test/worker/signatures.test.ts", "test/worker/keys.test.ts"],
  "src/access/token-door.ts": [
    "test/worker/callers.test.ts",
    "test/worker/v2-conversation.test.ts",
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

/** Tables without a decision: test/unit/docs.test.ts holds them to the README letter by letter. */
const TABLES: ReadonlySet<string> = new Set(["src/protocol/limits.ts", "src/protocol/closes.ts"]);

const FILES: readonly string[] = [
  ...globSync("src/{access,protocol}/*.ts", { cwd: new URL("../..", import.meta.url).pathname }),
  ...HUB_DECISIONS,
]
  .filter((file) => !TABLES.has(file))
  .toSorted();

/** Every file in scope with its judge. */
export const SCOPE: ReadonlyMap<string, Judge> = new Map(
  FILES.map((file) => {
    if (file === "src/protocol/producer-message.ts") return [file, SCHEMA];
    const tests = IN_WORKERD[file];
    return [file, tests === undefined ? IN_NODE : { place: "workerd", tests, except: [] }];
  }),
);
