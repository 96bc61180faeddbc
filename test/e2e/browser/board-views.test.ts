// Every view of the board in both themes, both languages and on a phone, checked by axe and for overflow.

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { axeFindings } from "../../support/browser/axe.ts";
import {
  connectionState,
  newSignal,
  visit,
  visitSignedIn,
} from "../../support/browser/board-page.ts";
import { skipBrowser } from "../../support/browser/browser.ts";
import { BrowserFixture } from "../../support/browser/browser-fixture.ts";

const fixture = BrowserFixture.forThisFile(async (fixture) => {
  const signals = Array.from({ length: 40 }, (_, id) =>
    newSignal({
      id,
      coin: `COIN${id}`,
      position: id % 2 === 0 ? "LONG" : "SHORT",
      spread: "1.250",
    }),
  );
  const long = newSignal({
    id: 40,
    coin: "A-COIN-WITH-A-NAME-THAT-IS-FAR-TOO-LONG-FOR-ANY-COLUMN",
  });
  await fixture.publish(...signals, long);
});

const VIEWS = {
  "dark, wide": { colorScheme: "dark", viewport: { width: 1_440, height: 900 } },
  "light, wide": { colorScheme: "light", viewport: { width: 1_440, height: 900 } },
  "dark, a phone": {
    colorScheme: "dark",
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  },
  "light, a phone": {
    colorScheme: "light",
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  },
  "light, a small phone in Russian": {
    colorScheme: "light",
    viewport: { width: 320, height: 568 },
    locale: "ru-RU",
  },
} as const;

/** axe's findings, and any overflow of the screen. */
async function findProblems(page: Page): Promise<readonly string[]> {
  const excess = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
  const wide = excess > 0 ? [`${excess} pixels wider than the screen`] : [];
  return [...(await axeFindings(page)), ...wide];
}

describe.skipIf(skipBrowser).each(Object.entries(VIEWS))(
  "the board (%s) has no problems",
  (_, options) => {
    it("signed out, and with a rejected token", async () => {
      const { page } = await visit(fixture.browser, fixture.server.url("/"), options);
      expect(await findProblems(page)).toEqual([]);

      await page.getByRole("textbox").fill("nonsense");
      await page.locator("button.primary").click();
      await page.getByRole("alert").waitFor();
      expect(await findProblems(page)).toEqual([]);
    });

    it("with signals, with one selected, and with an invalid filter", async () => {
      const token = await fixture.server.token();
      const { page } = await visit(
        fixture.browser,
        fixture.server.url(`/#token=${token}`),
        options,
      );
      await page.locator("[data-key]").first().waitFor();
      expect(await findProblems(page)).toEqual([]);

      await page.locator("[data-key]").nth(1).click();
      await page.locator(".chart canvas").first().waitFor();
      expect(await findProblems(page)).toEqual([]);
      await page.locator(".detail button").click();

      for (const summary of await page.locator("summary").all()) await summary.click();
      await page.locator("input[name=min-spread]").fill("x");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").waitFor();
      expect(await findProblems(page)).toEqual([]);
    });

    it("without signals", async () => {
      const token = await fixture.server.token();
      const { page } = await visit(
        fixture.browser,
        fixture.server.url(`/?coin_name=NONE#token=${token}`),
        options,
      );
      await page.locator(".empty").waitFor();
      expect(await findProblems(page)).toEqual([]);
    });
  },
);

describe.skipIf(skipBrowser)("the board without a connection has no problems", () => {
  it.each(["dark, a phone", "light, wide"] as const)("%s", async (view) => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server, VIEWS[view]);
    await page.locator("[data-key]").first().waitFor();
    await page.context().setOffline(true);
    await page.locator(".as-of").waitFor();
    expect(await findProblems(page)).toEqual([]);
  });
});

describe.skipIf(skipBrowser)("the theme", () => {
  it("follows the device until the user chooses, and is stored then", async () => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server, { colorScheme: "dark" });
    const background = () =>
      page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const dark = await background();

    await page.getByRole("button", { name: "Dark" }).click();
    const light = await background();
    expect(light).not.toBe(dark);

    await page.reload();
    await connectionState(page, "Live");
    expect(await background()).toBe(light);
  });

  it("changes without a reload, as the language does", async () => {
    const { page, requestedUrls } = await visitSignedIn(fixture.browser, fixture.server);
    const before = requestedUrls.length;
    await page.getByRole("button", { name: "Русский" }).click();
    await connectionState(page, "Онлайн");
    await page.getByRole("button", { name: "Тёмная" }).click();

    expect(await page.getByRole("columnheader").first().textContent()).toBe("Монета");
    expect(requestedUrls).toHaveLength(before);
  });
});
