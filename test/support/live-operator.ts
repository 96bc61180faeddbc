// The operator of a live server: the key as `npm start` wrote it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { PROJECT } from "./live-server.ts";

/** The first of `OPERATOR_KEYS`, without its name. To be read once a server is ready. */
export function liveOperatorKey(): string {
  const settings = parseEnv(readFileSync(join(PROJECT, ".dev.vars"), "utf8"));
  const [first = ""] = (settings["OPERATOR_KEYS"] ?? "").split(",");
  return first.slice(first.indexOf(":") + 1);
}
