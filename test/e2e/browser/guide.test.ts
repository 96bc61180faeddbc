// The guide's own clients in a real browser, unchanged except for the token and the port.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, it, vi } from "vitest";
import {
  launchBrowser,
  recordConsole,
  PageServer,
  skipBrowser,
} from "../../support/browser/browser.ts";
import { LiveServer, PROJECT } from "../../support/live/live-server.ts";

const GUIDE = join(PROJECT, "../shared/guide");
const skip = skipBrowser || !existsSync(GUIDE);

let server: LiveServer;
let browser: Browser;
let pages: PageServer[] = [];

beforeAll(async () => {
  if (skip) return;
  server = await LiveServer.start();
  browser = await launchBrowser();
});
afterEach(async () => {
  for (const context of browser?.contexts() ?? []) await context.close();
  for (const served of pages) await served.stop();
  pages = [];
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

/** Files of the guide for this server. `more` completes them to a module. */
function fromGuide(files: readonly string[], token: string, more = ""): string {
  const texts = files.map((file) => readFileSync(join(GUIDE, file), "utf8"));
  return [...texts, more]
    .join("\n")
    .replaceAll("your_access_token_here", token)
    .replaceAll("localhost:8000", `localhost:${server.port}`);
}

async function open(name: string, token: string, query = {}): Promise<[Page, readonly string[]]> {
  const served = await PageServer.start({
    "guide/example.js": fromGuide(["example.js", "close-handling.js"], token),
    "guide/useWebSocketSignals.js": fromGuide(
      ["useWebSocketSignals.js"],
      token,
      "export { useWebSocketSignals };",
    ),
  });
  pages.push(served);
  const page = await browser.newPage();
  const consoleMessages = recordConsole(page);
  await page.goto(served.url(name, { token, ...query }));
  return [page, consoleMessages];
}

function signal(id: number, spread: string): Promise<Response> {
  const data = `{"id":${id},"spread":${spread}}`;
  return server.post(`{"type":"new_signal","signal_type":"funding_rate","data":${data}}`);
}

function update(id: number, spread: string): Promise<Response> {
  const data = `{"spread":${spread}}`;
  return server.post(
    `{"type":"signal_update","signal_type":"funding_rate","signal_id":${id},"data":${data}}`,
  );
}

/** Resolves when the page's socket is connected, because v1 replays nothing from before. */
function connected(): Promise<unknown> {
  const holds = async () => {
    const stats = await (await server.operate("GET", "/stats")).json<{ sockets: number }>();
    return stats.sockets > 0;
  };
  return vi.waitUntil(holds, { timeout: 20_000 });
}

describe.skipIf(skip)("the guide's JavaScript in Chromium", () => {
  it("receives new signals and updates", async ({ expect }) => {
    const [page] = await open("guide-js", await server.token());
    await page.waitForEvent("console", (message) => message.text() === "Successfully connected");

    await signal(1, "1.5");
    await update(1, "2.5");
    await page.waitForFunction("RECORDED.length === 2");

    expect(await page.evaluate("RECORDED")).toEqual([
      { type: "new_signal", signal_type: "funding_rate", data: { id: 1, spread: 1.5 } },
      { type: "signal_update", signal_type: "funding_rate", signal_id: 1, data: { spread: 2.5 } },
    ]);
  });

  it.for<[string, object, string]>([
    ["a bad token", { exp: 1 }, "Invalid token. Please login again."],
    ["no subscription", { vip: false }, "VIP subscription required for real-time signals"],
  ])("reads why it was rejected: %s", async ([, claims, reads], { expect }) => {
    const [page, consoleMessages] = await open("guide-js", await server.token({ ...claims }));

    await page.waitForEvent("console", (message) => message.text() === reads);

    expect(consoleMessages).toContain(reads);
  });
});

describe
  .skipIf(skip)
  .for([
    ["the guide's hook", {}, 10] as const,
    ["the drop-in for it", { "drop-in": "" }, 20] as const,
  ])("%s in Chromium", ([, query, id]) => {
  it("shows signals newest first, and continues after a restart", async ({ expect }) => {
    const url = `ws://localhost:${server.port}/ws/signals`;
    const [page] = await open("guide-hook", await server.token(), { ...query, url });
    const items = page.locator("li");
    await connected();

    await signal(id, "1.5");
    await signal(id + 1, "2.5");
    await update(id, "1.75");
    await page.getByText(`${id} 1.75`).waitFor();

    expect(await items.allTextContents()).toEqual([`${id + 1} 2.5`, `${id} 1.75`]);

    await server.kill();
    await server.start();
    await connected();
    await signal(id + 2, "3");
    await page.getByText(`${id + 2} 3`).waitFor();

    expect(await items.allTextContents()).toEqual([`${id + 2} 3`, `${id + 1} 2.5`, `${id} 1.75`]);
  });
});
