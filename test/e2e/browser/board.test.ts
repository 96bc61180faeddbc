// The board while it is used: what is posted is seen, filtered, kept through a restart and a lost network.

import { describe, expect, it, vi } from "vitest";
import {
  connection,
  newSignal,
  row,
  rowKeys,
  signalUpdate,
  visitSignedIn,
} from "../../support/board-page.ts";
import { skipBrowser } from "../../support/browser.ts";
import { BrowserStage } from "../../support/browser-stage.ts";

const stage = BrowserStage.forThisFile();

describe.skipIf(skipBrowser)("what is posted", () => {
  it("is a row at the top at once, and changes where it stands, digit for digit", async () => {
    const { page, said } = await visitSignedIn(stage.browser, stage.server);
    const [first, second] = [stage.freshId(), stage.freshId()];
    await stage.post(newSignal({ id: first, spread: "8.8400" }));
    await row(page, first).waitFor();
    await stage.post(newSignal({ id: second, coin: "KAS", spread: "0.00670000" }));
    await row(page, second).waitFor();
    const order = await rowKeys(page);
    expect(order.slice(0, 2)).toEqual([`funding_rate:${second}`, `funding_rate:${first}`]);
    expect(await row(page, second).textContent()).toContain("0.00670000");

    await stage.post(signalUpdate(first, `{"spread":12345678901234567890.10}`));
    await row(page, first).filter({ hasText: "12345678901234567890.10" }).waitFor();

    expect(await rowKeys(page)).toEqual(order);
    expect(await row(page, first).locator(".flash.rose").count()).toBe(1);
    expect(said).toEqual([]);
  });

  it("leaves when its producer closes it", async () => {
    const { page } = await visitSignedIn(stage.browser, stage.server);
    const id = stage.freshId();
    await stage.post(newSignal({ id }));
    await row(page, id).waitFor();

    await stage.post(signalUpdate(id, `{"status":"closed"}`));

    await row(page, id).waitFor({ state: "detached" });
    expect(await rowKeys(page)).not.toContain(`funding_rate:${id}`);
  });

  it("is told with its past to somebody who comes later", async () => {
    const id = stage.freshId();
    await stage.post(newSignal({ id, spread: "1" }), signalUpdate(id, `{"spread":2}`));
    await stage.post(signalUpdate(id, `{"spread":1.5}`));

    const { page } = await visitSignedIn(stage.browser, stage.server);

    const line = row(page, id).locator("polyline");
    // Three points are a line with three corners.
    await vi.waitUntil(async () => (await line.getAttribute("points"))?.split(" ").length === 3);
    expect(await row(page, id).textContent()).toContain("1.5");
  });

  it("is text, whatever it says", async () => {
    const { page, said } = await visitSignedIn(stage.browser, stage.server);
    const id = stage.freshId();
    const coin = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    await stage.post(
      newSignal({ id, coin, position: "<b>UP</b>" }),
      signalUpdate(id, `{"note":"<script>1</script>"}`),
    );
    await row(page, id).click();

    expect(await row(page, id).locator("b").first().textContent()).toBe(coin);
    expect(await page.getByRole("complementary").textContent()).toContain("<script>1</script>");
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await page.title()).toBe("Signals");
    expect(said).toEqual([]);
  });

  it("is shown whole when it is chosen: a chart, and every field as it was sent", async () => {
    const { page } = await visitSignedIn(stage.browser, stage.server);
    const id = stage.freshId();
    await stage.post(newSignal({ id, coin: "PYTH", spread: "3.10" }));
    await stage.post(signalUpdate(id, `{"legs":[{"price":0.00000710}],"spread":3.20}`));
    await row(page, id).click();
    const detail = page.getByRole("complementary", { name: "Signal" });

    await detail.locator("canvas").first().waitFor();
    expect(await detail.locator("figcaption").textContent()).toMatch(/lowest 3\.1, highest 3\.2/);
    expect(await detail.locator("dl").textContent()).toContain("legs.0.price0.00000710");

    await stage.post(signalUpdate(id, `{"status":"closed"}`));
    await detail.getByText("not open any more").waitFor();
  });
});

describe.skipIf(skipBrowser)("the filter", () => {
  it("is the socket's own, and the address's", async () => {
    const { page, sent, received } = await visitSignedIn(stage.browser, stage.server);
    const [wanted, other] = [stage.freshId(), stage.freshId()];
    await page.getByLabel("Coins").fill("WIF, ONDO");
    await page.getByLabel("Least spread").fill("2,50");
    await page.keyboard.press("Enter");
    await page.getByLabel("Position").selectOption("LONG");
    await vi.waitUntil(() => sent.at(-1)?.includes('"position":["LONG"]'));

    expect(JSON.parse(sent.at(-1) ?? "")).toEqual({
      type: "subscribe",
      filter: { coin_name: ["WIF", "ONDO"], min_spread: "2.50", position: ["LONG"] },
    });
    expect(new URL(page.url()).search).toBe("?coin_name=WIF%2CONDO&position=LONG&min_spread=2.50");

    await vi.waitUntil(() => received.some((text) => text.includes('"subscribed"')));
    await stage.post(
      newSignal({ id: other, coin: "WIF", position: "LONG", spread: "2.49" }),
      newSignal({ id: wanted, coin: "ONDO", position: "LONG", spread: "2.50" }),
    );
    await row(page, wanted).waitFor();
    expect(await rowKeys(page)).toEqual([`funding_rate:${wanted}`]);
    expect(received.join()).not.toContain(`"id":${other},`);
  });

  it("of a link is the page's", async () => {
    const [wanted, other] = [stage.freshId(), stage.freshId()];
    await stage.post(newSignal({ id: wanted, coin: "INJ" }), newSignal({ id: other, coin: "TON" }));

    const { page, asked } = await visitSignedIn(stage.browser, stage.server, {
      query: "?coin_name=INJ",
    });
    await row(page, wanted).waitFor();

    expect(await rowKeys(page)).toEqual([`funding_rate:${wanted}`]);
    expect(await page.getByLabel("Coins").inputValue()).toBe("INJ");
    expect(asked.some((url) => url.includes("/ws/signals") && url.includes("INJ"))).toBe(true);

    await page.getByRole("button", { name: "Clear" }).click();
    await row(page, other).waitFor();
    expect(new URL(page.url()).search).toBe("");
  });

  it("says what is wrong with a spread, and keeps what there was", async () => {
    const { page } = await visitSignedIn(stage.browser, stage.server);
    await page.getByLabel("Least spread").fill("two");
    await page.getByLabel("Coins").focus();

    expect(await page.getByRole("alert").textContent()).toContain("such as 2.5");
    expect(new URL(page.url()).search).toBe("");
  });
});

describe.skipIf(skipBrowser)("when the service or the network goes", () => {
  it("says since when what it shows may be old, and comes back without a double or a hole", async () => {
    const { page } = await visitSignedIn(stage.browser, stage.server);
    const before = [stage.freshId(), stage.freshId()];
    await stage.post(...before.map((id) => newSignal({ id })));
    await row(page, before[1] ?? 0).waitFor();

    await stage.server.kill();
    await page.getByText(/^As of \d\d:\d\d:\d\d$/).waitFor();
    expect(await page.getByRole("status").textContent()).not.toContain("Live");
    expect(await row(page, before[0] ?? 0).isVisible()).toBe(true);

    await stage.server.start();
    const meanwhile = [stage.freshId(), stage.freshId(), stage.freshId()];
    await stage.post(
      ...meanwhile.map((id) => newSignal({ id })),
      signalUpdate(before[0] ?? 0, `{"spread":9.990}`),
    );
    await connection(page, "Live");
    await row(page, meanwhile[2] ?? 0).waitFor();

    const keys = await rowKeys(page);
    expect(keys.slice(0, 5)).toEqual(
      [...before, ...meanwhile].toReversed().map((id) => `funding_rate:${id}`),
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(await row(page, before[0] ?? 0).textContent()).toContain("9.990");
  });

  it("does so with the network thrown away and given back, on a phone too", async () => {
    const { page } = await visitSignedIn(stage.browser, stage.server, {
      port: stage.network.port,
      viewport: { width: 390, height: 844 },
    });
    const [shown, missed] = [stage.freshId(), stage.freshId()];
    await stage.post(newSignal({ id: shown }));
    await row(page, shown).waitFor();

    stage.network.cut();
    await page.context().setOffline(true);
    await stage.post(newSignal({ id: missed }));
    await page.getByText(/^As of /).waitFor();
    expect(await row(page, missed).count()).toBe(0);

    stage.network.restore();
    await page.context().setOffline(false);
    await connection(page, "Live");
    await row(page, missed).waitFor();
    const keys = await rowKeys(page);
    expect(keys.slice(0, 2)).toEqual([`funding_rate:${missed}`, `funding_rate:${shown}`]);
  });
});
