// `npm run screenshots`: the README's pictures, taken of the real pages with a real market behind them.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { LiveServer, PROJECT } from "../support/live-server.ts";

const PICTURES = join(PROJECT, "docs/pictures");

/** Enough for lines that have a past. */
const MESSAGES = 700;
const RATE = 25;

interface Picture {
  readonly name: string;
  readonly options: BrowserContextOptions;
  readonly pose: (page: Page) => Promise<void>;
}

const WIDE = { width: 1_280, height: 720 };
const PHONE = { width: 390, height: 844 };

async function chooseASignal(page: Page): Promise<void> {
  // The youngest will be open for longest.
  await page.locator("[data-key]").nth(1).click();
  await page.locator(".chart canvas").first().waitFor();
  await page.waitForTimeout(1_500);
}

const PICTURES_OF_THE_BOARD: readonly Picture[] = [
  { name: "board-dark", options: { colorScheme: "dark", viewport: WIDE }, pose: chooseASignal },
  { name: "board-light", options: { colorScheme: "light", viewport: WIDE }, pose: chooseASignal },
  {
    name: "board-phone",
    options: { colorScheme: "dark", viewport: PHONE, isMobile: true, hasTouch: true },
    pose: async (page) => page.locator("[data-key]").nth(2).waitFor(),
  },
];

const server = await LiveServer.start();
const market = spawn(
  process.execPath,
  ["src/cli/main.ts", "demo", "--url", server.url(""), "--rate", String(RATE), "--seed", "31"],
  { cwd: PROJECT, stdio: ["ignore", "ignore", "inherit"] },
);
const browser = await launchBrowser();
try {
  await untilPosted(MESSAGES);
  for (const { name, options, pose } of PICTURES_OF_THE_BOARD) {
    const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC", ...options });
    const page = await context.newPage();
    await page.goto(server.url(`/#token=${await server.token()}`));
    await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
    // A few more messages, so that the latency is measured.
    await untilPosted((await posted()) + RATE * 3);
    await pose(page);
    const path = join(PICTURES, `${name}.png`);
    await page.screenshot({ path });
    process.stdout.write(`${path.slice(PROJECT.length)}\n`);
    await context.close();
  }
} finally {
  market.kill();
  await once(market, "exit");
  await browser.close();
  await server.dispose();
}

async function posted(): Promise<number> {
  const stats = (await (await server.operate("GET", "/stats")).json()) as { readonly seq: number };
  return stats.seq;
}

async function untilPosted(count: number): Promise<void> {
  while ((await posted()) < count) await new Promise((resolve) => setTimeout(resolve, 200));
}
