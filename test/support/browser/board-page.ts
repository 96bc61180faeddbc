// The trader's page in a real browser, as the service itself serves it.

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { recordConsole } from "./browser.ts";
import type { LiveServer } from "../live/live-server.ts";

export interface BoardVisit {
  readonly page: Page;
  /** What the page said on its console, and what it threw. */
  readonly consoleMessages: readonly string[];
  /** Every address that the page asked, sockets included. */
  readonly requestedUrls: readonly string[];
  /** The text frames that the page's sockets sent and were sent, in order. */
  readonly sent: readonly string[];
  readonly received: readonly string[];
}

/** A browser of its own at `path`. */
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

/** Opens the link that `npm start` prints, and waits until the page is live. */
export async function visitSignedIn(
  browser: Browser,
  server: LiveServer,
  options: BrowserContextOptions & { readonly port?: number; readonly query?: string } = {},
): Promise<BoardVisit> {
  const { port = server.port, query = "", ...context } = options;
  const url = `http://localhost:${port}/${query}#token=${await server.token()}`;
  const visited = await visit(browser, url, context);
  await connection(visited.page, "Live");
  return visited;
}

/** Resolves when the page says that it is connected like this. */
export function connection(page: Page, text: string): Promise<void> {
  return page.getByRole("status").filter({ hasText: text }).waitFor();
}

/** The keys of the rows that exist, from the top. */
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

/** The row of a signal, as `newSignal` makes them. */
export function row(page: Page, id: number) {
  return page.locator(`[data-key="funding_rate:${id}"]`);
}

export interface SignalFields {
  readonly id: number;
  readonly coin?: string;
  readonly position?: string;
  /** With its digits. */
  readonly spread?: string;
  readonly signalType?: string;
}

export function newSignal({
  id,
  coin = "NB",
  position = "SHORT",
  spread = "8.84",
  signalType = "funding_rate",
}: SignalFields): string {
  return `{"type":"new_signal","signal_type":"${signalType}","data":{"id":${id},"coin_name":${JSON.stringify(coin)},"position":"${position}","spread":${spread},"created_at":"${new Date().toISOString()}"}}`;
}

export function signalUpdate(id: number, data: string, signalType = "funding_rate"): string {
  return `{"type":"signal_update","signal_type":"${signalType}","signal_id":${id},"data":${data}}`;
}
