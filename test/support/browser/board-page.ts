// The traders' page of a live server in a real browser.

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { recordConsole } from "./browser.ts";
import type { LiveServer } from "../live/live-server.ts";

/** An open page with everything it has sent and received. */
export interface BoardVisit {
  readonly page: Page;
  /** Console messages and uncaught errors. */
  readonly consoleMessages: readonly string[];
  /** The URLs of all requests, sockets included. */
  readonly requestedUrls: readonly string[];
  /** The text frames of the page's sockets, in order. */
  readonly sent: readonly string[];
  readonly received: readonly string[];
}

/** Opens a URL in a browser context of its own. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<BoardVisit> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  const requestedUrls: string[] = [];
  const sent: string[] = [];
  const received: string[] = [];
  page.on("request", (request) => requestedUrls.push(request.url()));
  page.on("websocket", (socket) => {
    requestedUrls.push(socket.url());
    socket.on("framesent", ({ payload }) => sent.push(String(payload)));
    socket.on("framereceived", ({ payload }) => received.push(String(payload)));
  });
  const consoleMessages = recordConsole(page);
  await page.goto(url);
  return { page, consoleMessages, requestedUrls, sent, received };
}

/** Opens the link as `npm start` prints it, and waits until the page is live. */
export async function visitSignedIn(
  browser: Browser,
  server: LiveServer,
  options: BrowserContextOptions & { readonly port?: number; readonly query?: string } = {},
): Promise<BoardVisit> {
  const { port = server.port, query = "", ...context } = options;
  const url = `http://localhost:${port}/${query}#token=${await server.token()}`;
  const visited = await visit(browser, url, context);
  await connectionState(visited.page, "Live");
  return visited;
}

/** Resolves when the page shows this connection state. */
export function connectionState(page: Page, text: string): Promise<void> {
  return page.getByRole("status").filter({ hasText: text }).waitFor();
}

/** The signals' keys of the rendered rows, from the top. */
export function rowKeys(page: Page): Promise<readonly string[]> {
  return page
    .locator("[data-key]")
    .evaluateAll((rows) =>
      rows
        .toSorted(
          (a, b) =>
            Number(a.getAttribute("aria-rowindex")) - Number(b.getAttribute("aria-rowindex")),
        )
        .map((row) => row.getAttribute("data-key") ?? ""),
    );
}

/** The row of a signal made by `newSignal`. */
export function row(page: Page, id: number) {
  return page.locator(`[data-key="funding_rate:${id}"]`);
}

/** The fields of a test signal. */
export interface SignalFields {
  readonly id: number;
  readonly coin?: string;
  readonly position?: string;
  /** A JSON number. Its digits are kept. */
  readonly spread?: string;
  readonly signalType?: string;
}

/** A `new_signal` message as JSON. */
export function newSignal({
  id,
  coin = "NB",
  position = "SHORT",
  spread = "8.84",
  signalType = "funding_rate",
}: SignalFields): string {
  return `{"type":"new_signal","signal_type":"${signalType}","data":{"id":${id},"coin_name":${JSON.stringify(coin)},"position":"${position}","spread":${spread},"created_at":"${new Date().toISOString()}"}}`;
}

/** A `signal_update` message as JSON. `data` is a JSON object. */
export function signalUpdate(id: number, data: string, signalType = "funding_rate"): string {
  return `{"type":"signal_update","signal_type":"${signalType}","signal_id":${id},"data":${data}}`;
}
