// The door for Prometheus: the hub's numbers as text.

import { PROMETHEUS_TEXT, prometheusText } from "../protocol/prometheus-text.ts";
import { hubOf, type AppContext } from "./context.ts";

/** Wakes the hub, as `/internal/stats` does. */
export async function metrics(c: AppContext): Promise<Response> {
  const text = prometheusText(await hubOf(c).metrics());
  return new Response(text, {
    headers: { "Content-Type": PROMETHEUS_TEXT, "Cache-Control": "no-store" },
  });
}
