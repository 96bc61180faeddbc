// `npm run screenshots` takes the documentation's pictures of the pages, with the demo market behind them.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "../support/browser/browser.ts";
import { LiveServer, PROJECT } from "../support/live/live-server.ts";

const PICTURES = join(PROJECT, "docs/pictures");

/** Messages before the first picture. The lines then have a past. */
const MESSAGES = 700;
/** Messages per second. */
const RATE = 25;

interface Picture {
  readonly name: string;
  readonly page: "board" | "operator";
  readonly options: BrowserContextOptions;
  /** Brings the page into the state to show. */
  readonly pose: (page: Page) => Promise<void>;
}

const DARK = { colorScheme: "dark", viewport: { width: 1_280, height: 720 } } as const;
const LIGHT = { ...DARK, colorScheme: "light" } as const;
const PHONE = { ...DARK, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const TALL = { ...DARK, viewport: { width: 1_440, height: 1_180 } };

const PICTURES_TO_TAKE: readonly Picture[] = [
  { name: "board-dark", page: "board", options: DARK, pose: selectSignal },
  { name: "board-light", page: "board", options: LIGHT, pose: selectSignal },
  { name: "board-phone", page: "board", options: PHONE, pose: () => Promise.resolve() },
  {
    name: "operator",
    page: "operator",
    options: TALL,
    pose: (page) => page.waitForTimeout(20_000),
  },
];

const server = await LiveServer.start();
await server.operate("PUT", "/sources/demo", { expected_every_s: 30 });
const market = spawn(
  process.execPath,
  ["src/cli/main.ts", "demo", "--url", server.url(""), "--rate", String(RATE), "--seed", "31"],
  { cwd: PROJECT, stdio: ["ignore", "ignore", "inherit"] },
);
const browser = await launchBrowser();
try {
  await untilPublished(MESSAGES);
  for (const picture of PICTURES_TO_TAKE) await takeScreenshot(picture);
} finally {
  market.kill();
  await once(market, "exit");
  await browser.close();
  await server.dispose();
}

async function takeScreenshot({ name, page: which, options, pose }: Picture): Promise<void> {
  // The contexts stay open, so the operators' page shows their connections.
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC", ...options });
  const page = await context.newPage();
  const url =
    which === "board"
      ? `/#token=${await server.token()}`
      : `/operator#key=${server.key("OPERATOR_KEYS")}`;
  await page.goto(server.url(url));
  await page
    .getByRole("status")
    .filter({ hasText: /Live|Healthy/ })
    .waitFor();
  // A few more messages give the page some latencies to show.
  await untilPublished((await publishedSeq()) + RATE * 3);
  await pose(page);
  const path = join(PICTURES, `${name}.png`);
  await page.screenshot({ path });
  process.stdout.write(`${path.slice(PROJECT.length)}\n`);
}

/** Opens the chart of a young signal, because it stays open for longest. */
async function selectSignal(page: Page): Promise<void> {
  await page.locator("[data-key]").nth(1).click();
  await page.locator(".chart canvas").first().waitFor();
  await page.waitForTimeout(1_500);
}

async function publishedSeq(): Promise<number> {
  const stats = await (await server.operate("GET", "/stats")).json<{ readonly seq: number }>();
  return stats.seq;
}

async function untilPublished(count: number): Promise<void> {
  while ((await publishedSeq()) < count) await new Promise((resolve) => setTimeout(resolve, 200));
}
