// The board in use, with published signals, filters, a restart and a lost network.

import { describe, expect, it, vi } from "vitest";
import {
  connectionState,
  newSignal,
  row,
  rowKeys,
  signalUpdate,
  visitSignedIn,
} from "../../support/browser/board-page.ts";
import { skipBrowser } from "../../support/browser/browser.ts";
import { BrowserFixture } from "../../support/browser/browser-fixture.ts";

const fixture = BrowserFixture.forThisFile();

describe.skipIf(skipBrowser)("a published signal", () => {
  it("is a row at the top, and changes in its place, digit for digit", async () => {
    const { page, consoleMessages } = await visitSignedIn(fixture.browser, fixture.server);
    const [first, second] = [fixture.freshId(), fixture.freshId()];
    await fixture.publish(newSignal({ id: first, spread: "8.8400" }));
    await row(page, first).waitFor();
    await fixture.publish(newSignal({ id: second, coin: "KAS", spread: "0.00670000" }));
    await row(page, second).waitFor();
    const keysBefore = await rowKeys(page);
    expect(keysBefore.slice(0, 2)).toEqual([`funding_rate:${second}`, `funding_rate:${first}`]);
    expect(await row(page, second).textContent()).toContain("0.00670000");

    await fixture.publish(signalUpdate(first, `{"spread":12345678901234567890.10}`));
    await row(page, first).filter({ hasText: "12345678901234567890.10" }).waitFor();

    expect(await rowKeys(page)).toEqual(keysBefore);
    expect(await row(page, first).locator(".flash.increased").count()).toBe(1);
    expect(consoleMessages).toEqual([]);
  });

  it("leaves when its producer closes it", async () => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server);
    const id = fixture.freshId();
    await fixture.publish(newSignal({ id }));
    await row(page, id).waitFor();

    await fixture.publish(signalUpdate(id, `{"status":"closed"}`));

    await row(page, id).waitFor({ state: "detached" });
    expect(await rowKeys(page)).not.toContain(`funding_rate:${id}`);
  });

  it("is shown with its past on a page opened later", async () => {
    const id = fixture.freshId();
    await fixture.publish(newSignal({ id, spread: "1" }), signalUpdate(id, `{"spread":2}`));
    await fixture.publish(signalUpdate(id, `{"spread":1.5}`));

    const { page } = await visitSignedIn(fixture.browser, fixture.server);

    const line = row(page, id).locator("polyline");
    // Three spreads make a line with three points.
    await vi.waitUntil(async () => (await line.getAttribute("points"))?.split(" ").length === 3);
    expect(await row(page, id).textContent()).toContain("1.5");
  });

  it("is shown as text, whatever markup it has", async () => {
    const { page, consoleMessages } = await visitSignedIn(fixture.browser, fixture.server);
    const id = fixture.freshId();
    const coin = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    await fixture.publish(
      newSignal({ id, coin, position: "<b>UP</b>" }),
      signalUpdate(id, `{"note":"<script>1</script>"}`),
    );
    await row(page, id).click();

    expect(await row(page, id).locator("b").first().textContent()).toBe(coin);
    expect(await page.getByRole("complementary").textContent()).toContain("<script>1</script>");
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await page.title()).toBe("Signals");
    expect(consoleMessages).toEqual([]);
  });

  it("has a chart and every field as sent, when it is selected", async () => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server);
    const id = fixture.freshId();
    await fixture.publish(newSignal({ id, coin: "PYTH", spread: "3.10" }));
    await fixture.publish(signalUpdate(id, `{"legs":[{"price":0.00000710}],"spread":3.20}`));
    await row(page, id).click();
    const detail = page.getByRole("complementary", { name: "Signal" });

    await detail.locator("canvas").first().waitFor();
    expect(await detail.locator("figcaption").textContent()).toMatch(/lowest 3\.1, highest 3\.2/);
    expect(await detail.locator("dl").textContent()).toContain("legs.0.price0.00000710");

    await fixture.publish(signalUpdate(id, `{"status":"closed"}`));
    await detail.getByText("not open any more").waitFor();
  });
});

describe.skipIf(skipBrowser)("the filter", () => {
  it("is sent to the socket and written to the URL", async () => {
    const { page, sent, received } = await visitSignedIn(fixture.browser, fixture.server);
    const [wanted, other] = [fixture.freshId(), fixture.freshId()];
    await page.getByLabel("Coins").fill("WIF, ONDO");
    await page.getByLabel("Min spread").fill("2,50");
    await page.keyboard.press("Enter");
    await page.getByLabel("Position").selectOption("LONG");
    await vi.waitUntil(() => sent.at(-1)?.includes('"position":["LONG"]'));

    expect(JSON.parse(sent.at(-1) ?? "")).toEqual({
      type: "subscribe",
      filter: { coin_name: ["WIF", "ONDO"], min_spread: "2.50", position: ["LONG"] },
    });
    expect(new URL(page.url()).search).toBe("?coin_name=WIF%2CONDO&position=LONG&min_spread=2.50");

    await vi.waitUntil(() => received.some((text) => text.includes('"subscribed"')));
    await fixture.publish(
      newSignal({ id: other, coin: "WIF", position: "LONG", spread: "2.49" }),
      newSignal({ id: wanted, coin: "ONDO", position: "LONG", spread: "2.50" }),
    );
    await row(page, wanted).waitFor();
    expect(await rowKeys(page)).toEqual([`funding_rate:${wanted}`]);
    expect(received.join()).not.toContain(`"id":${other},`);
  });

  it("of a link applies to the page", async () => {
    const [wanted, other] = [fixture.freshId(), fixture.freshId()];
    await fixture.publish(
      newSignal({ id: wanted, coin: "INJ" }),
      newSignal({ id: other, coin: "TON" }),
    );

    const { page, requestedUrls } = await visitSignedIn(fixture.browser, fixture.server, {
      query: "?coin_name=INJ",
    });
    await row(page, wanted).waitFor();

    expect(await rowKeys(page)).toEqual([`funding_rate:${wanted}`]);
    expect(await page.getByLabel("Coins").inputValue()).toBe("INJ");
    expect(requestedUrls.some((url) => url.includes("/ws/signals") && url.includes("INJ"))).toBe(
      true,
    );

    await page.getByRole("button", { name: "Clear" }).click();
    await row(page, other).waitFor();
    expect(new URL(page.url()).search).toBe("");
  });

  it("rejects an invalid spread and stays as it was", async () => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server);
    await page.getByLabel("Min spread").fill("two");
    await page.getByLabel("Coins").focus();

    expect(await page.getByRole("alert").textContent()).toContain("such as 2.5");
    expect(new URL(page.url()).search).toBe("");
  });
});

describe.skipIf(skipBrowser)("while the service or the network is down, the board", () => {
  it("shows the age of its data, and recovers without a duplicate or a gap", async () => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server);
    const before = [fixture.freshId(), fixture.freshId()];
    await fixture.publish(...before.map((id) => newSignal({ id })));
    await row(page, before[1] ?? 0).waitFor();

    await fixture.server.kill();
    await page.getByText(/^As of \d\d:\d\d:\d\d$/).waitFor();
    expect(await page.getByRole("status").textContent()).not.toContain("Live");
    expect(await row(page, before[0] ?? 0).isVisible()).toBe(true);

    await fixture.server.start();
    const meanwhile = [fixture.freshId(), fixture.freshId(), fixture.freshId()];
    await fixture.publish(
      ...meanwhile.map((id) => newSignal({ id })),
      signalUpdate(before[0] ?? 0, `{"spread":9.990}`),
    );
    await connectionState(page, "Live");
    await row(page, meanwhile[2] ?? 0).waitFor();

    const keys = await rowKeys(page);
    expect(keys.slice(0, 5)).toEqual(
      [...before, ...meanwhile].toReversed().map((id) => `funding_rate:${id}`),
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(await row(page, before[0] ?? 0).textContent()).toContain("9.990");
  });

  it("recovers after the network was cut, on a phone too", async () => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server, {
      port: fixture.network.port,
      viewport: { width: 390, height: 844 },
    });
    const [shown, missed] = [fixture.freshId(), fixture.freshId()];
    await fixture.publish(newSignal({ id: shown }));
    await row(page, shown).waitFor();

    fixture.network.cut();
    await page.context().setOffline(true);
    await fixture.publish(newSignal({ id: missed }));
    await page.getByText(/^As of /).waitFor();
    expect(await row(page, missed).count()).toBe(0);

    fixture.network.restore();
    await page.context().setOffline(false);
    await connectionState(page, "Live");
    await row(page, missed).waitFor();
    const keys = await rowKeys(page);
    expect(keys.slice(0, 2)).toEqual([`funding_rate:${missed}`, `funding_rate:${shown}`]);
  });
});
