// The board for somebody who looks elsewhere, has no mouse, or reads on while signals come: alerts, keys, and a steady place.

import type { Page } from "playwright-core";
import { describe, expect, it, vi } from "vitest";
import { connection, newSignal, row, visitSignedIn } from "../../support/board-page.ts";
import { skipBrowser } from "../../support/browser.ts";
import { BrowserStage } from "../../support/browser-stage.ts";

const stage = BrowserStage.forThisFile();

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
    const { page } = await visitSignedIn(stage.browser, stage.server, { port: stage.network.port });
    await page.evaluate(COUNTING);
    await stage.post(newSignal({ id: stage.freshId() }));
    await row(page, stage.lastId).waitFor();
    expect(await alerts(page)).toEqual({ notes: [], tones: 0 });

    await page.getByLabel("Sound").check();
    await page.getByLabel("Notifications").check();
    // It rings at once, so that it is known how it sounds.
    await vi.waitUntil(async () => (await alerts(page)).tones === 1);
    await stage.post(newSignal({ id: stage.freshId(), coin: "TIA", spread: "4.20" }));
    await vi.waitUntil(async () => (await alerts(page)).notes.length === 1);
    expect((await alerts(page)).notes).toEqual(["New signal: TIA SHORT 4.20"]);

    stage.network.cut();
    await page.context().setOffline(true);
    await stage.post(newSignal({ id: stage.freshId() }));
    await page.getByText(/^As of /).waitFor();
    stage.network.restore();
    await page.context().setOffline(false);
    await connection(page, "Live");
    await row(page, stage.lastId).waitFor();
    expect((await alerts(page)).notes).toHaveLength(1);
  });
});

describe.skipIf(skipBrowser)("by keyboard alone", () => {
  it("a token is given, a signal chosen, read and left", async () => {
    for (let count = 0; count < 60; count += 1)
      await stage.post(newSignal({ id: stage.freshId() }));
    const context = await stage.browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(stage.server.url("/"));
    await page.locator("textarea:focus").waitFor();
    await page.keyboard.insertText(await stage.server.token());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await connection(page, "Live");
    await row(page, stage.lastId).waitFor();

    const focused = () =>
      page.evaluate<string | null>("document.activeElement.dataset.key ?? null");
    for (let presses = 0; presses < 40 && (await focused()) === null; presses += 1) {
      await page.keyboard.press("Tab");
    }
    expect(await focused()).toBe(`funding_rate:${stage.lastId}`);
    await page.keyboard.press("ArrowDown");
    await vi.waitUntil(async () => (await focused()) === `funding_rate:${stage.lastId - 1}`);
    await page.keyboard.press("End");
    await vi.waitUntil(async () => (await focused()) !== `funding_rate:${stage.lastId - 1}`);
    const last = await focused();
    await page.keyboard.press("Enter");
    const detail = page.getByRole("complementary", { name: "Signal" });
    await detail.waitFor();
    expect(await page.locator('[aria-selected="true"]').getAttribute("data-key")).toBe(last);

    // The row with the focus goes out of sight, and keeps the focus.
    await page.keyboard.press("Home");
    await vi.waitUntil(async () => (await focused()) === `funding_rate:${stage.lastId}`);
    await page.keyboard.press("Escape");
    await detail.waitFor({ state: "detached" });
    expect(await focused()).toBe(`funding_rate:${stage.lastId}`);
  });

  it("rows keep their place while new ones come in above", async () => {
    const { page } = await visitSignedIn(stage.browser, stage.server);
    await row(page, stage.lastId).waitFor();
    await page.getByRole("grid").hover();
    await page.mouse.wheel(0, 960);
    const read = `funding_rate:${stage.lastId - 21}`;
    const seen = page.locator(`[data-key="${read}"]`);
    await seen.waitFor();
    await vi.waitUntil(() =>
      page.evaluate("document.querySelector('[role=grid]').scrollTop === 960"),
    );
    const before = await seen.boundingBox();

    await stage.post(newSignal({ id: stage.freshId() }), newSignal({ id: stage.freshId() }));
    await page
      .getByText(/open signals/)
      .filter({ hasText: /\d/ })
      .waitFor();
    await vi.waitUntil(async () => Number(await seen.getAttribute("aria-rowindex")) === 21 + 2 + 2);

    expect((await seen.boundingBox())?.y).toBe(before?.y);
  });
});
