// The producer of a live server, with its name and key from the settings of `npm start`.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { PROJECT } from "./live-server.ts";

export interface LiveProducer {
  readonly name: string;
  readonly key: string;
}

/** The first of `PRODUCER_KEYS`. Read it once a server is ready. */
export function liveProducer(): LiveProducer {
  const settings = parseEnv(readFileSync(join(PROJECT, ".dev.vars"), "utf8"));
  const [first = ""] = (settings["PRODUCER_KEYS"] ?? "").split(",");
  const colon = first.indexOf(":");
  return { name: first.slice(0, colon), key: first.slice(colon + 1) };
}
