// The board for somebody who looks elsewhere, has no mouse, or reads on while signals come: alerts, keys, and a steady place.

import type { Page } from "playwright-core";
import { describe, expect, it, vi } from "vitest";
import { connection, newSignal, row, visitSignedIn } from "../../support/browser/board-page.ts";
import { skipBrowser } from "../../support/browser/browser.ts";
import { BrowserFixture } from "../../support/browser/browser-fixture.ts";

const fixture = BrowserFixture.forThisFile();

describe.skipIf(skipBrowser)("alerts", () => {
  /** Counts what the page would show and sound, in the places where the browser does it. */
  const COUNTING = `
    ALERTS = { notes: [], tones: 0 };
    Notification = class { static permission = "granted"; static requestPermission = async () => "granted";
      constructor(title, { body }) { ALERTS.notes.push(title + " " + body); } addEventListener() {} };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (at) { ALERTS.tones += 1; start.call(this, at); };
  `;
  const alerts = (page: Page): Promise<{ notes: string[]; tones: number }> =>
    page.evaluate("ALERTS");

  it("come on request, for what is new and never for what was missed", async () => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server, {
      port: fixture.network.port,
    });
    await page.evaluate(COUNTING);
    await fixture.publish(newSignal({ id: fixture.freshId() }));
    await row(page, fixture.lastId).waitFor();
    expect(await alerts(page)).toEqual({ notes: [], tones: 0 });

    await page.getByLabel("Sound").check();
    await page.getByLabel("Notifications").check();
    // It rings at once, so that it is known how it sounds.
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
    await connection(page, "Live");
    await row(page, fixture.lastId).waitFor();
    expect((await alerts(page)).notes).toHaveLength(1);
  });
});

describe.skipIf(skipBrowser)("by keyboard alone", () => {
  it("a token is given, a signal chosen, read and left", async () => {
    for (let count = 0; count < 60; count += 1)
      await fixture.publish(newSignal({ id: fixture.freshId() }));
    const context = await fixture.browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(fixture.server.url("/"));
    await page.locator("textarea:focus").waitFor();
    await page.keyboard.insertText(await fixture.server.token());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await connection(page, "Live");
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

    // The row with the focus goes out of sight, and keeps the focus.
    await page.keyboard.press("Home");
    await vi.waitUntil(async () => (await focused()) === `funding_rate:${fixture.lastId}`);
    await page.keyboard.press("Escape");
    await detail.waitFor({ state: "detached" });
    expect(await focused()).toBe(`funding_rate:${fixture.lastId}`);
  });

  it("rows keep their place while new ones come in above", async () => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server);
    await row(page, fixture.lastId).waitFor();
    await page.getByRole("grid").hover();
    await page.mouse.wheel(0, 960);
    const read = `funding_rate:${fixture.lastId - 21}`;
    const seen = page.locator(`[data-key="${read}"]`);
    await seen.waitFor();
    await vi.waitUntil(() =>
      page.evaluate("document.querySelector('[role=grid]').scrollTop === 960"),
    );
    const before = await seen.boundingBox();

    await fixture.publish(
      newSignal({ id: fixture.freshId() }),
      newSignal({ id: fixture.freshId() }),
    );
    await page
      .getByText(/open signals/)
      .filter({ hasText: /\d/ })
      .waitFor();
    await vi.waitUntil(async () => Number(await seen.getAttribute("aria-rowindex")) === 21 + 2 + 2);

    expect((await seen.boundingBox())?.y).toBe(before?.y);
  });
});
