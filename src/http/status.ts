// The doors for whoever watches: is it well, and how much is in it.

import { settingsOf } from "../config/settings.ts";
import { hubOf, type AppContext } from "./context.ts";

/** 200, or 503 with every setting that can't be used. Doesn't wake the hub. */
export async function health(c: AppContext): Promise<Response> {
  const settings = await settingsOf(c.env);
  return settings.ok
    ? c.json({ status: "ok" })
    : c.json({ status: "misconfigured", settings: settings.error }, 503);
}

export async function stats(c: AppContext): Promise<Response> {
  return c.json(await hubOf(c).stats());
}
