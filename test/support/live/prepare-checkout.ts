// Prepares the checkout for live servers. Several files start one at the same time, and each would write these files.

import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { ensureDevVars } from "../../../src/cli/dev/dev-vars.ts";

const PROJECT = join(import.meta.dirname, "../../..");

export default function prepareCheckout(): void {
  ensureDevVars(PROJECT, (bytes) => randomBytes(bytes).toString("hex"));
  execFileSync(process.execPath, ["src/board/build.ts"], { cwd: PROJECT, stdio: "inherit" });
}
