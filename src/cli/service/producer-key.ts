// The producer's key for publish requests.

import { UsageError } from "../command.ts";
import type { Settings } from "./local-settings.ts";

/**
 * The option wins over `SIGNAL_HUB_KEY`, and both win over the first of `PRODUCER_KEYS` (`name:key,name:key`). Throws a
 * `UsageError` where there is none.
 */
export function readProducerKey(option: string | undefined, settings: Settings): string {
  const key = option ?? settings.get("SIGNAL_HUB_KEY") ?? firstKey(settings.get("PRODUCER_KEYS"));
  if (key === undefined) {
    throw new UsageError(
      "there is no producer key: give --key, set SIGNAL_HUB_KEY, or run `npm start` once, " +
        "which writes PRODUCER_KEYS to .dev.vars",
    );
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new UsageError("the producer key has a character that no header can carry");
  }
  return key;
}

function firstKey(list: string | undefined): string | undefined {
  const [first = ""] = (list ?? "").split(",");
  const key = first.slice(first.indexOf(":") + 1).trim();
  return key === "" ? undefined : key;
}
