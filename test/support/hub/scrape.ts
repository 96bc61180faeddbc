// GET /metrics as an operator's Prometheus requests it.

import type { TestHub } from "./test-hub.ts";
import { OPERATOR_KEY } from "../test-settings.ts";

export const KEY = { Authorization: `Bearer ${OPERATOR_KEY}` };

export async function scrape(hub: TestHub): Promise<string> {
  return (await hub.fetch("/metrics", { headers: KEY })).text();
}

/** The value of each series by its name and labels, as they stand in the text without the prefix. */
export async function read(hub: TestHub): Promise<Readonly<Record<string, number>>> {
  const lines = (await scrape(hub)).split("\n").filter((line) => line.startsWith("signal_hub_"));
  return Object.fromEntries(
    lines.map((line) => {
      const separator = line.lastIndexOf(" ");
      return [line.slice("signal_hub_".length, separator), Number(line.slice(separator))];
    }),
  );
}
