// Endpoints for operating the service, from health and metrics to the drain before a deploy.

import { drain } from "../api-docs/requests.ts";
import { settingsOf } from "../config/settings.ts";
import { PROMETHEUS_TEXT, prometheusText } from "../protocol/stats/prometheus-text.ts";
import { parseBody } from "./body.ts";
import { hubOf, type AppContext } from "./context.ts";

/** 200, or 503 with every invalid setting. Doesn't wake the hub. */
export async function health(c: AppContext): Promise<Response> {
  const settings = await settingsOf(c.env);
  return settings.ok
    ? c.json({ status: "ok" })
    : c.json({ status: "misconfigured", settings: settings.error }, 503);
}

/** The hub's numbers as JSON. Wakes the hub. */
export async function stats(c: AppContext): Promise<Response> {
  return c.json(await hubOf(c).stats());
}

/** The hub's numbers as Prometheus text. Wakes the hub. */
export async function metrics(c: AppContext): Promise<Response> {
  const text = prometheusText(await hubOf(c).metrics());
  return new Response(text, {
    headers: { "Content-Type": PROMETHEUS_TEXT, "Cache-Control": "no-store" },
  });
}

/** Notifies every v2 client to reconnect, each at its own time within `over_ms`. */
export async function drainSockets(c: AppContext): Promise<Response> {
  const { over_ms: overMs, reason } = await parseBody(drain, c);
  const { sockets } = await hubOf(c).drain(reason, overMs);
  return c.json({ sockets, over_ms: overMs, reason });
}
