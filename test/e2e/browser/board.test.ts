// The board while it is used: what is posted is seen, filtered, kept through a restart and a lost network.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import {
  connection,
  newSignal,
  rowKeys,
  signalUpdate,
  visitSignedIn,
} from "../../support/board-page.ts";
import { launchBrowser, skipBrowser } from "../../support/browser.ts";
import { LiveServer } from "../../support/live-server.ts";
import { Network } from "../../support/network.ts";

let server: LiveServer;
let network: Network;
let browser: Browser;
let ids = 0;

beforeAll(async () => {
  if (skipBrowser) return;
  [server, browser] = await Promise.all([LiveServer.start(), launchBrowser()]);
  network = await Network.to(server.port);
});
afterEach(async () => {
  network?.restore();
  for (const context of browser?.contexts() ?? []) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await network?.stop();
  await server?.dispose();
});

/** An id that no signal of this file has used. */
function freshId(): number {
  ids += 1;
  return ids;
}

async function post(...messages: readonly string[]): Promise<void> {
  const answer = await server.post(`[${messages.join()}]`);
  expect(answer.status).toBe(200);
}

function row(page: Page, id: number) {
  return page.locator(`[data-key="funding_rate:${id}"]`);
}

describe.skipIf(skipBrowser)("what is posted", () => {
  it("is a row at the top at once, and changes where it stands, digit for digit", async () => {
    const { page, said } = await visitSignedIn(browser, server);
    const [first, second] = [freshId(), freshId()];
    await post(newSignal({ id: first, spread: "8.8400" }));
    await row(page, first).waitFor();
    await post(newSignal({ id: second, coin: "KAS", spread: "0.00670000" }));
    await row(page, second).waitFor();
    const order = await rowKeys(page);
    expect(order.slice(0, 2)).toEqual([`funding_rate:${second}`, `funding_rate:${first}`]);
    expect(await row(page, second).textContent()).toContain("0.00670000");

    await post(signalUpdate(first, `{"spread":12345678901234567890.10}`));
    await row(page, first).filter({ hasText: "12345678901234567890.10" }).waitFor();

    expect(await rowKeys(page)).toEqual(order);
    expect(await row(page, first).locator(".flash.rose").count()).toBe(1);
    expect(said).toEqual([]);
  });

  it("leaves when its producer closes it", async () => {
    const { page } = await visitSignedIn(browser, server);
    const id = freshId();
    await post(newSignal({ id }));
    await row(page, id).waitFor();

    await post(signalUpdate(id, `{"status":"closed"}`));

    await row(page, id).waitFor({ state: "detached" });
    expect(await rowKeys(page)).not.toContain(`funding_rate:${id}`);
  });

  it("is told with its past to somebody who comes later", async () => {
    const id = freshId();
    await post(newSignal({ id, spread: "1" }), signalUpdate(id, `{"spread":2}`));
    await post(signalUpdate(id, `{"spread":1.5}`));

    const { page } = await visitSignedIn(browser, server);

    const line = row(page, id).locator("polyline");
    // Three points are a line with three corners.
    await vi.waitUntil(async () => (await line.getAttribute("points"))?.split(" ").length === 3);
    expect(await row(page, id).textContent()).toContain("1.5");
  });

  it("is text, whatever it says", async () => {
    const { page, said } = await visitSignedIn(browser, server);
    const id = freshId();
    const coin = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    await post(
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
    const { page } = await visitSignedIn(browser, server);
    const id = freshId();
    await post(newSignal({ id, coin: "PYTH", spread: "3.10" }));
    await post(signalUpdate(id, `{"legs":[{"price":0.00000710}],"spread":3.20}`));
    await row(page, id).click();
    const detail = page.getByRole("complementary", { name: "Signal" });

    await detail.locator("canvas").first().waitFor();
    expect(await detail.locator("figcaption").textContent()).toMatch(/lowest 3\.1, highest 3\.2/);
    expect(await detail.locator("dl").textContent()).toContain("legs.0.price0.00000710");

    await post(signalUpdate(id, `{"status":"closed"}`));
    await detail.getByText("not open any more").waitFor();
  });
});

describe.skipIf(skipBrowser)("the filter", () => {
  it("is the socket's own, and the address's", async () => {
    const { page, sent, received } = await visitSignedIn(browser, server);
    const [wanted, other] = [freshId(), freshId()];
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
    await post(
      newSignal({ id: other, coin: "WIF", position: "LONG", spread: "2.49" }),
      newSignal({ id: wanted, coin: "ONDO", position: "LONG", spread: "2.50" }),
    );
    await row(page, wanted).waitFor();
    expect(await rowKeys(page)).toEqual([`funding_rate:${wanted}`]);
    expect(received.join()).not.toContain(`"id":${other},`);
  });

  it("of a link is the page's", async () => {
    const [wanted, other] = [freshId(), freshId()];
    await post(newSignal({ id: wanted, coin: "INJ" }), newSignal({ id: other, coin: "TON" }));

    const { page, asked } = await visitSignedIn(browser, server, { query: "?coin_name=INJ" });
    await row(page, wanted).waitFor();

    expect(await rowKeys(page)).toEqual([`funding_rate:${wanted}`]);
    expect(await page.getByLabel("Coins").inputValue()).toBe("INJ");
    expect(asked.some((url) => url.includes("/ws/signals") && url.includes("INJ"))).toBe(true);

    await page.getByRole("button", { name: "Clear" }).click();
    await row(page, other).waitFor();
    expect(new URL(page.url()).search).toBe("");
  });

  it("says what is wrong with a spread, and keeps what there was", async () => {
    const { page } = await visitSignedIn(browser, server);
    await page.getByLabel("Least spread").fill("two");
    await page.getByLabel("Coins").focus();

    expect(await page.getByRole("alert").textContent()).toContain("such as 2.5");
    expect(new URL(page.url()).search).toBe("");
  });
});

describe.skipIf(skipBrowser)("when the service or the network goes", () => {
  it("says since when what it shows may be old, and comes back without a double or a hole", async () => {
    const { page } = await visitSignedIn(browser, server);
    const before = [freshId(), freshId()];
    await post(...before.map((id) => newSignal({ id })));
    await row(page, before[1] ?? 0).waitFor();

    await server.kill();
    await page.getByText(/^As of \d\d:\d\d:\d\d$/).waitFor();
    expect(await page.getByRole("status").textContent()).not.toContain("Live");
    expect(await row(page, before[0] ?? 0).isVisible()).toBe(true);

    await server.start();
    const meanwhile = [freshId(), freshId(), freshId()];
    await post(
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
    const { page } = await visitSignedIn(browser, server, {
      port: network.port,
      viewport: { width: 390, height: 844 },
    });
    const [shown, missed] = [freshId(), freshId()];
    await post(newSignal({ id: shown }));
    await row(page, shown).waitFor();

    network.cut();
    await page.context().setOffline(true);
    await post(newSignal({ id: missed }));
    await page.getByText(/^As of /).waitFor();
    expect(await row(page, missed).count()).toBe(0);

    network.restore();
    await page.context().setOffline(false);
    await connection(page, "Live");
    await row(page, missed).waitFor();
    const keys = await rowKeys(page);
    expect(keys.slice(0, 2)).toEqual([`funding_rate:${missed}`, `funding_rate:${shown}`]);
  });
});

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
    const { page } = await visitSignedIn(browser, server, { port: network.port });
    await page.evaluate(COUNTING);
    await post(newSignal({ id: freshId() }));
    await row(page, ids).waitFor();
    expect(await alerts(page)).toEqual({ notes: [], tones: 0 });

    await page.getByLabel("Sound").check();
    await page.getByLabel("Notifications").check();
    // It rings at once, so that it is known how it sounds.
    await vi.waitUntil(async () => (await alerts(page)).tones === 1);
    await post(newSignal({ id: freshId(), coin: "TIA", spread: "4.20" }));
    await vi.waitUntil(async () => (await alerts(page)).notes.length === 1);
    expect((await alerts(page)).notes).toEqual(["New signal: TIA SHORT 4.20"]);

    network.cut();
    await page.context().setOffline(true);
    await post(newSignal({ id: freshId() }));
    await page.getByText(/^As of /).waitFor();
    network.restore();
    await page.context().setOffline(false);
    await connection(page, "Live");
    await row(page, ids).waitFor();
    expect((await alerts(page)).notes).toHaveLength(1);
  });
});

describe.skipIf(skipBrowser)("by keyboard alone", () => {
  it("a token is given, a signal chosen, read and left", async () => {
    for (let count = 0; count < 60; count += 1) await post(newSignal({ id: freshId() }));
    const context = await browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(server.url("/"));
    await page.locator("textarea:focus").waitFor();
    await page.keyboard.insertText(await server.token());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await connection(page, "Live");
    await row(page, ids).waitFor();

    const focused = () =>
      page.evaluate<string | null>("document.activeElement.dataset.key ?? null");
    for (let presses = 0; presses < 40 && (await focused()) === null; presses += 1) {
      await page.keyboard.press("Tab");
    }
    expect(await focused()).toBe(`funding_rate:${ids}`);
    await page.keyboard.press("ArrowDown");
    await vi.waitUntil(async () => (await focused()) === `funding_rate:${ids - 1}`);
    await page.keyboard.press("End");
    await vi.waitUntil(async () => (await focused()) !== `funding_rate:${ids - 1}`);
    const last = await focused();
    await page.keyboard.press("Enter");
    const detail = page.getByRole("complementary", { name: "Signal" });
    await detail.waitFor();
    expect(await page.locator('[aria-selected="true"]').getAttribute("data-key")).toBe(last);

    // The row with the focus goes out of sight, and keeps the focus.
    await page.keyboard.press("Home");
    await vi.waitUntil(async () => (await focused()) === `funding_rate:${ids}`);
    await page.keyboard.press("Escape");
    await detail.waitFor({ state: "detached" });
    expect(await focused()).toBe(`funding_rate:${ids}`);
  });

  it("rows keep their place while new ones come in above", async () => {
    const { page } = await visitSignedIn(browser, server);
    await row(page, ids).waitFor();
    await page.getByRole("grid").hover();
    await page.mouse.wheel(0, 960);
    const read = `funding_rate:${ids - 21}`;
    const seen = page.locator(`[data-key="${read}"]`);
    await seen.waitFor();
    await page.waitForFunction("document.querySelector('[role=grid]').scrollTop === 960");
    const before = await seen.boundingBox();

    await post(newSignal({ id: freshId() }), newSignal({ id: freshId() }));
    await page
      .getByText(/open signals/)
      .filter({ hasText: /\d/ })
      .waitFor();
    await vi.waitUntil(async () => Number(await seen.getAttribute("aria-rowindex")) === 21 + 2 + 2);

    expect((await seen.boundingBox())?.y).toBe(before?.y);
  });
});
