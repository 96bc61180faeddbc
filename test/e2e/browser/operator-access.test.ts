// The operators' page checked by axe, with the keyboard alone, on a phone, and for its requests.

import type { Locator, Page } from "playwright-core";
import { afterAll, describe, it, vi } from "vitest";
import { axeFindings } from "../../support/browser/axe.ts";
import { skipBrowser } from "../../support/browser/browser.ts";
import { BrowserFixture } from "../../support/browser/browser-fixture.ts";
import { LiveSocket } from "../../support/live/live-socket.ts";
import {
  card,
  openDashboard,
  openOperatorPage,
  operatorSignal,
  signIn,
} from "../../support/browser/operator-page.ts";

const PHONE = { width: 390, height: 844 };
const WIDE = { width: 1_440, height: 900 };

let socket: LiveSocket | undefined;
const fixture = BrowserFixture.forThisFile(async (fixture) => {
  await fixture.server.operate("PUT", "/sources/demo", { expected_every_s: 3_600 });
  await fixture.server.operate("PUT", "/sources/silent", { expected_every_s: 1 });
  await fixture.publish(operatorSignal(fixture.freshId(), `"coin_name":"NB","spread":1.50`));
  // It lasts for the whole file. The fixture's own sockets close after each test.
  socket = new LiveSocket(fixture.server.socketUrl(await fixture.server.token({ sub: "9" })));
  await socket.count(1);
});
afterAll(() => socket?.close(1000));

/** Each view of the dashboard, with the step from the one before. */
const VIEWS: readonly (readonly [name: string, go: (page: Page) => Promise<void>])[] = [
  ["as it opens", () => Promise.resolve()],
  ["by subprotocol", (page) => page.getByLabel("By subprotocol").check()],
  ["by location", (page) => page.getByLabel("By location").check()],
  ["with an invalid user id", (page) => revoke(page, "..")],
  ["with a confirmation", (page) => revoke(page, "404")],
  [
    "with a result",
    async (page) => {
      await page.getByRole("dialog").getByRole("button", { name: "Revoke VIP" }).click();
      await card(page, "Members").getByRole("status").filter({ hasText: "closed" }).waitFor();
    },
  ],
  [
    "with an invalid field",
    (page) => card(page, "Publish a signal").getByText("Publish", { exact: true }).click(),
  ],
  ["paused", (page) => page.getByRole("button", { name: "Pause" }).click()],
  [
    "without a connection",
    async (page) => {
      await page.context().setOffline(true);
      await page.getByRole("alert").filter({ hasText: "not live" }).waitFor();
    },
  ],
];

async function revoke(page: Page, userId: string): Promise<void> {
  await page.getByLabel("User id").fill(userId);
  await card(page, "Members").getByRole("button", { name: "Revoke VIP" }).click();
}

async function fits(page: Page): Promise<boolean> {
  return page.evaluate("document.documentElement.scrollWidth <= innerWidth");
}

describe.skipIf(skipBrowser)("axe finds no problem, and nothing overflows,", () => {
  const screens = (["light", "dark"] as const).flatMap((colorScheme) =>
    [WIDE, PHONE].map((viewport) => ({ colorScheme, viewport })),
  );

  it.for(screens)("on the sign-in form: %j", async (screen, { expect }) => {
    const { page } = await openOperatorPage(fixture.browser, fixture.server, screen);
    expect(await axeFindings(page)).toEqual([]);

    await page.getByLabel("Operator's key").fill("not-a-key");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("doesn't know this key").waitFor();

    expect(await axeFindings(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
  });

  it.for(screens)("on the dashboard: %j", { timeout: 120_000 }, async (screen, { expect }) => {
    const { page } = await openDashboard(fixture.browser, fixture.server, screen);

    for (const [view, go] of VIEWS) {
      await go(page);
      expect(await axeFindings(page), view).toEqual([]);
      expect(await fits(page), view).toBe(true);
    }
  });

  it.for([WIDE, PHONE])("in Russian, in both themes: %j", async (viewport, { expect }) => {
    const { page } = await openDashboard(fixture.browser, fixture.server, {
      viewport,
      colorScheme: "light",
    });
    await page.getByRole("button", { name: "Русский" }).click();
    expect(await page.evaluate("document.documentElement.lang")).toBe("ru");
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole("button", { name: "Тёмная" }).click();

    expect(await page.evaluate("getComputedStyle(document.body).colorScheme")).toBe("dark");
    expect(await axeFindings(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
  });
});

describe.skipIf(skipBrowser)("the keyboard alone", () => {
  it("signs in, runs an action, and scrolls the tail", async ({ expect }) => {
    for (let id = 100; id < 140; id += 1) {
      await fixture.server.post(
        `{"type":"new_signal","signal_type":"funding_rate","data":{"id":${id},"spread":1.50}}`,
      );
    }
    const { page } = await openOperatorPage(fixture.browser, fixture.server, { viewport: WIDE });
    const members = card(page, "Members");
    const dialog = page.getByRole("dialog");
    const revoke = members.getByRole("button", { name: "Revoke VIP" });

    await tabTo(page, page.getByLabel("Operator's key"));
    await page.keyboard.type(fixture.server.key("OPERATOR_KEYS"));
    await page.keyboard.press("Enter");
    await members.waitFor();
    await tabTo(page, members.getByLabel("User id"));
    await page.keyboard.type("77");
    await tabTo(page, revoke);
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    expect(await hasFocus(dialog.getByRole("button", { name: "Cancel" }))).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    expect(await hasFocus(revoke)).toBe(true);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await members.getByRole("status").filter({ hasText: "User 77 is no VIP any more." }).waitFor();

    const tail = page.locator(".tail");
    await tabTo(page, tail);
    await page.keyboard.press("End");
    await vi.waitUntil(() => page.evaluate("document.querySelector('.tail').scrollTop > 0"));
  });

  it("has a visible focus, never covered by the strip", async ({ expect }) => {
    const { page } = await openDashboard(fixture.browser, fixture.server, { viewport: WIDE });
    await page.keyboard.press("Tab");

    const focused: string[] = [];
    for (let stop = 0; stop < 40; stop += 1) {
      const { name, shown, covered } = await page.evaluate<Focus>(FOCUS);
      if (name === "BODY") break;
      focused.push(name);
      expect({ name, shown, covered }).toEqual({ name, shown: true, covered: false });
      await page.keyboard.press("Tab");
    }

    expect(focused).toContain("Pause");
  });
});

describe.skipIf(skipBrowser)("the page's requests", () => {
  it("pause while the page is hidden", async ({ expect }) => {
    const page = await fixture.browser.newPage({ locale: "en-GB" });
    const polls: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/internal/stats")) polls.push(request.url());
    });
    await page.clock.install();
    await page.goto(fixture.server.url(`/operator#key=${fixture.server.key("OPERATOR_KEYS")}`));
    await card(page, "Log and backlog").waitFor();

    await page.evaluate(setVisibility("hidden"));
    await page.clock.runFor(60_000);
    const before = polls.length;
    await page.clock.runFor(60_000);
    expect(polls).toHaveLength(before);

    const nextPoll = page.waitForRequest("**/internal/stats");
    await page.evaluate(setVisibility("visible"));
    await nextPoll;
  });

  it("go to its own origin, without the key in a URL, under a strict policy", async ({
    expect,
  }) => {
    const { page, requests, consoleMessages } = await openOperatorPage(
      fixture.browser,
      fixture.server,
    );
    const policy = await page.request.get(fixture.server.url("/operator"));
    await signIn(page, fixture.server.key("OPERATOR_KEYS"));
    for (const [, go] of VIEWS.slice(0, -1)) await go(page);
    const { origin } = new URL(fixture.server.url("/"));

    expect(policy.headers()["content-security-policy"]).toContain("default-src 'none'");
    expect(requests.length).toBeGreaterThan(3);
    expect(requests.filter((url) => new URL(url).origin !== origin)).toEqual([]);
    expect(requests.filter((url) => url.includes(fixture.server.key("OPERATOR_KEYS")))).toEqual([]);
    expect(page.url()).toBe(fixture.server.url("/operator"));
    expect(consoleMessages.filter((text) => text.includes("Content Security Policy"))).toEqual([]);
  });
});

/** Hides or shows the page, as its document reports it. */
function setVisibility(to: "hidden" | "visible"): string {
  return `Object.defineProperty(document, "hidden", { value: ${to === "hidden"}, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));`;
}

interface Focus {
  readonly name: string;
  readonly shown: boolean;
  readonly covered: boolean;
}

/** The focused element, whether its outline is visible, and whether the strip covers it. */
const FOCUS = `(() => {
  const element = document.activeElement;
  const strip = document.querySelector(".strip");
  const box = element.getBoundingClientRect();
  return {
    name: element === document.body ? "BODY" : element.textContent.slice(0, 40) || element.type,
    shown: getComputedStyle(element).outlineStyle !== "none",
    covered: !strip.contains(element) && box.bottom <= strip.getBoundingClientRect().bottom,
  };
})()`;

async function hasFocus(target: Locator): Promise<boolean> {
  return (await target.and(target.page().locator(":focus")).count()) === 1;
}

/** Presses Tab until the target has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await hasFocus(target)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab doesn't get to ${String(target)}`);
}
