// The operators' page of a live server in a real browser.

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { recordConsole } from "./browser.ts";
import type { LiveServer } from "../live/live-server.ts";

/** An open page with everything it has requested. */
export interface OperatorPageVisit {
  readonly page: Page;
  /** The URLs of all requests. */
  readonly requests: readonly string[];
  /** Console messages and uncaught errors. */
  readonly consoleMessages: readonly string[];
}

/** Opens the page signed out, in a browser context of its own. */
export async function openOperatorPage(
  browser: Browser,
  server: LiveServer,
  options: BrowserContextOptions = {},
): Promise<OperatorPageVisit> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  const consoleMessages = recordConsole(page);
  await page.goto(server.url("/operator"));
  return { page, requests, consoleMessages };
}

/** Signs in by the form, and waits for the first stats. */
export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel("Operator's key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await card(page, "Log and backlog").waitFor();
}

/** Opens the page and signs in. */
export async function openDashboard(
  browser: Browser,
  server: LiveServer,
  options: BrowserContextOptions = {},
): Promise<OperatorPageVisit> {
  const opened = await openOperatorPage(browser, server, options);
  await signIn(opened.page, server.key("OPERATOR_KEYS"));
  return opened;
}

/** A card by its title. */
export function card(page: Page, title: string) {
  return page.getByRole("region", { name: title, exact: true }).and(page.locator("section"));
}

/** The figure beside a name, in a part of the page. */
export function figure(part: ReturnType<Page["locator"]>, name: string) {
  return part
    .locator("dl > div")
    .filter({ has: part.page().locator("dt", { hasText: new RegExp(`^${name}$`) }) })
    .locator("dd");
}

/** A `new_signal` message. `data` has its other entries as JSON text. */
export function operatorSignal(id: number, data: string): string {
  return `{"type":"new_signal","signal_type":"funding_rate","data":{"id":${id},${data}}}`;
}
