// The board's alerts, its keyboard control, and rows that keep their place.

import type { Page } from "playwright-core";
import { describe, expect, it, vi } from "vitest";
import {
  connectionState,
  newSignal,
  row,
  visitSignedIn,
} from "../../support/browser/board-page.ts";
import { skipBrowser } from "../../support/browser/browser.ts";
import { BrowserFixture } from "../../support/browser/browser-fixture.ts";

const fixture = BrowserFixture.forThisFile();

describe.skipIf(skipBrowser)("alerts", () => {
  /** Replaces notifications and counts tones, in the page. */
  const RECORD_ALERTS = `
    ALERTS = { notes: [], tones: 0 };
    Notification = class { static permission = "granted"; static requestPermission = async () => "granted";
      constructor(title, { body }) { ALERTS.notes.push(title + " " + body); } addEventListener() {} };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (at) { ALERTS.tones += 1; start.call(this, at); };
  `;
  const alerts = (page: Page): Promise<{ notes: string[]; tones: number }> =>
    page.evaluate("ALERTS");

  it("are off at first, and then announce new signals but no replayed ones", async () => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server, {
      port: fixture.network.port,
    });
    await page.evaluate(RECORD_ALERTS);
    await fixture.publish(newSignal({ id: fixture.freshId() }));
    await row(page, fixture.lastId).waitFor();
    expect(await alerts(page)).toEqual({ notes: [], tones: 0 });

    await page.getByLabel("Sound").check();
    await page.getByLabel("Notifications").check();
    // The switch itself plays the sound once.
    await vi.waitUntil(async () => (await alerts(page)).tones === 1);
    await fixture.publish(newSignal({ id: fixture.freshId(), coin: "TIA", spread: "4.20" }));
    await vi.waitUntil(async () => (await alerts(page)).notes.length === 1);
    expect((await alerts(page)).notes).toEqual(["New signal: TIA SHORT 4.20"]);

    fixture.network.cut();
    await page.context().setOffline(true);
    await fixture.publish(newSignal({ id: fixture.freshId() }));
    await page.getByText(/^As of /).waitFor();
    fixture.network.restore();
    await page.context().setOffline(false);
    await connectionState(page, "Live");
    await row(page, fixture.lastId).waitFor();
    expect((await alerts(page)).notes).toHaveLength(1);
  });
});

describe.skipIf(skipBrowser)("the table", () => {
  it("is reached, read and left with the keyboard alone, after a sign-in", async () => {
    for (let count = 0; count < 60; count += 1)
      await fixture.publish(newSignal({ id: fixture.freshId() }));
    const context = await fixture.browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(fixture.server.url("/"));
    await page.locator("textarea:focus").waitFor();
    await page.keyboard.insertText(await fixture.server.token());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await connectionState(page, "Live");
    await row(page, fixture.lastId).waitFor();

    const focused = () =>
      page.evaluate<string | null>("document.activeElement.dataset.key ?? null");
    for (let presses = 0; presses < 40 && (await focused()) === null; presses += 1) {
      await page.keyboard.press("Tab");
    }
    expect(await focused()).toBe(`funding_rate:${fixture.lastId}`);
    await page.keyboard.press("ArrowDown");
    await vi.waitUntil(async () => (await focused()) === `funding_rate:${fixture.lastId - 1}`);
    await page.keyboard.press("End");
    await vi.waitUntil(async () => (await focused()) !== `funding_rate:${fixture.lastId - 1}`);
    const last = await focused();
    await page.keyboard.press("Enter");
    const detail = page.getByRole("complementary", { name: "Signal" });
    await detail.waitFor();
    expect(await page.locator('[aria-selected="true"]').getAttribute("data-key")).toBe(last);

    // The focused row leaves the view and keeps the focus.
    await page.keyboard.press("Home");
    await vi.waitUntil(async () => (await focused()) === `funding_rate:${fixture.lastId}`);
    await page.keyboard.press("Escape");
    await detail.waitFor({ state: "detached" });
    expect(await focused()).toBe(`funding_rate:${fixture.lastId}`);
  });

  it("keeps the visible rows in place while new ones arrive above", async () => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server);
    await row(page, fixture.lastId).waitFor();
    await page.getByRole("grid").hover();
    await page.mouse.wheel(0, 960);
    const read = `funding_rate:${fixture.lastId - 21}`;
    const readRow = page.locator(`[data-key="${read}"]`);
    await readRow.waitFor();
    await vi.waitUntil(() =>
      page.evaluate("document.querySelector('[role=grid]').scrollTop === 960"),
    );
    const before = await readRow.boundingBox();

    await fixture.publish(
      newSignal({ id: fixture.freshId() }),
      newSignal({ id: fixture.freshId() }),
    );
    await page
      .getByText(/open signals/)
      .filter({ hasText: /\d/ })
      .waitFor();
    await vi.waitUntil(
      async () => Number(await readRow.getAttribute("aria-rowindex")) === 21 + 2 + 2,
    );

    expect((await readRow.boundingBox())?.y).toBe(before?.y);
  });
});
