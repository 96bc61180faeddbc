// The operator's page against the real service: what it shows is true, and what it orders happens.

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { axeViolations } from "../../support/axe.ts";
import { newSignal, visit } from "../../support/board-page.ts";
import { launchBrowser, skipBrowser } from "../../support/browser.ts";
import { LiveServer } from "../../support/live-server.ts";
import { LiveSocket } from "../../support/live-socket.ts";

let server: LiveServer;
let browser: Browser;

beforeAll(async () => {
  if (skipBrowser) return;
  [server, browser] = await Promise.all([LiveServer.start(), launchBrowser()]);
});
afterEach(async () => {
  for (const context of browser?.contexts() ?? []) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

async function open(options: BrowserContextOptions = {}) {
  const url = server.url(`/operator#key=${server.key("OPERATOR_KEYS")}`);
  const visited = await visit(browser, url, options);
  await visited.page
    .getByRole("status")
    .filter({ hasText: /Healthy|Всё в порядке/ })
    .waitFor();
  return visited;
}

/** The value beside a name in a card. */
function valueOf(page: Page, name: string): Promise<string | null> {
  return page
    .locator("dl > div")
    .filter({ has: page.locator("dt", { hasText: new RegExp(`^${name}$`) }) })
    .locator("dd")
    .first()
    .textContent();
}

/** A socket of v2 that has been greeted, of the user or with the token. */
async function connect(
  by: { readonly sub: string } | { readonly token: string },
): Promise<LiveSocket> {
  const token = "token" in by ? by.token : await server.token(by);
  const socket = new LiveSocket(server.socketUrl(token), ["signals.v2"]);
  await Promise.race([socket.count(1), socket.ended]);
  return socket;
}

async function order(page: Page, user: string, button: string, answer = "Yes"): Promise<void> {
  await page.getByLabel("User", { exact: true }).fill(user);
  await page.getByRole("button", { name: button }).click();
  await page.getByRole("dialog").getByRole("button", { name: answer }).click();
}

describe.skipIf(skipBrowser)("an operator's key", () => {
  it("in the link's fragment opens the page, and stands in no address and no other origin", async () => {
    const { page, asked, said } = await open();
    const key = server.key("OPERATOR_KEYS");
    await vi.waitUntil(
      () => asked.filter((url) => url.endsWith("/internal/stats")).length > 1,
      10_000,
    );

    expect(page.url()).toBe(server.url("/operator"));
    expect(asked.filter((url) => url.includes(key))).toEqual([]);
    expect(new Set(asked.map((url) => new URL(url).host))).toEqual(
      new Set([`localhost:${server.port}`]),
    );
    expect(said).toEqual([]);
  });

  it("that the service doesn't know is refused in plain words; a producer's too", async () => {
    const { page } = await visit(browser, server.url("/operator"));
    for (const key of ["nonsense", server.key("PRODUCER_KEYS")]) {
      await page.getByLabel("Operator's key").fill(key);
      await page.keyboard.press("Enter");
      await page.getByRole("alert").waitFor();
      expect(await page.getByRole("alert").textContent()).toContain("doesn't know this key");
      expect(await page.evaluate("sessionStorage.getItem('key')")).toBeNull();
      await page.reload();
    }
  });

  it("is forgotten on sign-out", async () => {
    const { page } = await open();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.reload();

    expect(await page.getByLabel("Operator's key").isVisible()).toBe(true);
  });
});

describe.skipIf(skipBrowser)("the figures", () => {
  it("are the service's own, and follow it", async () => {
    const { page } = await open();
    const sockets = [await connect({ sub: "61" }), await connect({ sub: "61" })];
    await server.post(`[${newSignal({ id: 1 })},${newSignal({ id: 2 })}]`);

    await vi.waitUntil(async () => (await valueOf(page, "Sockets")) === "2", 10_000);
    const stats = (await (await server.operate("GET", "/stats")).json()) as {
      readonly seq: number;
      readonly signals: number;
    };
    expect(await valueOf(page, "Users")).toBe("1");
    expect(await valueOf(page, "Position")).toBe(String(stats.seq));
    expect(await valueOf(page, "Open signals")).toBe(String(stats.signals));
    expect(await valueOf(page, "signals.v2")).toBe("2");
    expect(await page.locator("figcaption").first().textContent()).toContain("highest 2");
    for (const socket of sockets) socket.close(1_000);
  });

  it("say which producer is silent", async () => {
    const { page } = await open();
    await server.operate("PUT", "/sources/demo", { expected_every_s: 1 });
    await page.getByRole("status").filter({ hasText: "1 producer is down" }).waitFor();

    expect(await page.locator(".sources").textContent()).toContain("demo");
    await server.operate("PUT", "/sources/demo", { expected_every_s: 3_600 });
    await server.post(newSignal({ id: 3 }));
    await page.getByRole("status").filter({ hasText: "Healthy" }).waitFor();
  });

  it("say since when they may be old while the service is away", async () => {
    const { page } = await open();
    await server.kill();
    await page.getByRole("alert").filter({ hasText: "can't be reached" }).waitFor();
    expect(await page.getByRole("status").textContent()).toContain("Not reachable");
    expect(await page.locator(".status").textContent()).toMatch(/As of \d\d:\d\d:\d\d/);

    await server.start();
    await page.getByRole("status").filter({ hasText: "Healthy" }).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });
});

describe.skipIf(skipBrowser)("an order", () => {
  it("is given only after a second thought", async () => {
    const { page } = await open();
    const socket = await connect({ sub: "62" });
    await order(page, "62", "Revoke VIP", "Cancel");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.getByRole("button", { name: "Revoke VIP" }).click();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("dialog").count()).toBe(0);
    const stats = (await (await server.operate("GET", "/stats")).json()) as {
      readonly sockets: number;
    };

    expect(stats.sockets).toBe(1);
    socket.close(1_000);
  });

  it("revokes, and grants again", async () => {
    const { page } = await open();
    const socket = await connect({ sub: "63" });
    await order(page, "63", "Revoke VIP");

    await page.getByRole("status").filter({ hasText: "1 socket was closed" }).waitFor();
    expect(await socket.ended).toEqual({ code: 1008, reason: "VIP subscription required" });

    await order(page, "63", "Grant VIP");
    await page.getByRole("status").filter({ hasText: "0 sockets were closed" }).waitFor();
    const again = await connect({ sub: "63" });
    again.close(1_000);
  });

  it("disconnects, and refuses older tokens where that is wanted", async () => {
    const { page } = await open();
    const token = await server.token({ sub: "64" });
    const socket = await connect({ token });
    await page.getByLabel("Refuse this user's older tokens too").check();
    await order(page, "64", "Disconnect");

    expect(await socket.ended).toEqual({ code: 1008, reason: "Unauthorized" });
    const refused = await connect({ token });
    expect(await refused.ended).toEqual({ code: 1008, reason: "Unauthorized" });
  });

  it("about a user whom no address names isn't given", async () => {
    const { page, asked } = await open();
    await page.getByLabel("User", { exact: true }).fill("..");
    await page.getByRole("button", { name: "Revoke VIP" }).click();

    expect(await page.getByRole("alert").textContent()).toContain("can't name this user");
    expect(asked.filter((url) => url.includes("/members"))).toEqual([]);
  });
});

describe.skipIf(skipBrowser)("a signal posted by hand", () => {
  it("reaches a socket and the tail with the digits that were typed, as text", async () => {
    const { page } = await open();
    const socket = await connect({ sub: "65" });
    await page.getByLabel("Producer's key").fill(server.key("PRODUCER_KEYS"));
    await page.getByLabel("Id").fill("900");
    await page.getByLabel("Coin").fill("<script>document.title='owned'</script>");
    await page.getByLabel("Spread").fill("0.00670000");
    await page.getByLabel("More data").fill(`{"price":12345678901234567890.10}`);
    await page.getByRole("button", { name: "Post" }).click();
    await page
      .getByRole("status")
      .filter({ hasText: /Stored as number \d+; 1 socket gets it/ })
      .waitFor();

    await vi.waitUntil(() => socket.frames.some((frame) => frame.includes('"id":900')));
    expect(socket.frames.join()).toContain(`"spread":0.00670000,"price":12345678901234567890.10`);
    await page
      .getByRole("cell", { name: "<script>document.title='owned'</script>", exact: true })
      .waitFor();
    expect(await page.title()).toBe("Signals: operator");

    // The same post once more is the same post.
    await page.getByRole("button", { name: "Post" }).click();
    await page.getByRole("status").filter({ hasText: "stored before" }).waitFor();
    expect(socket.frames.filter((frame) => frame.includes('"id":900'))).toHaveLength(1);
    socket.close(1_000);
  });

  it("that can't be sent says which field is wrong, and one that is refused says why", async () => {
    const { page } = await open();
    await page.getByLabel("Producer's key").fill("wrong");
    await page.getByRole("button", { name: "Post" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("Id is missing");

    await page.getByLabel("Id").fill("901");
    await page.getByRole("button", { name: "Post" }).click();
    await page.getByRole("alert").filter({ hasText: "doesn't know this key" }).waitFor();
    expect(await page.getByRole("status").textContent()).toContain("Healthy");
  });
});

describe.skipIf(skipBrowser)("every view", () => {
  it.each([
    ["dark, wide", { colorScheme: "dark", viewport: { width: 1_440, height: 900 } }],
    [
      "light, a phone",
      {
        colorScheme: "light",
        viewport: { width: 390, height: 844 },
        isMobile: true,
        hasTouch: true,
      },
    ],
    [
      "dark, a small phone in Russian",
      { colorScheme: "dark", viewport: { width: 320, height: 568 }, locale: "ru-RU" },
    ],
  ] as const)("%s: axe finds nothing, and nothing sticks out", async (_, options) => {
    const { page: signedOut } = await visit(browser, server.url("/operator"), options);
    const { page } = await open(options);
    await page.locator("canvas").first().waitFor();
    const flaws = [...(await axeViolations(signedOut)), ...(await axeViolations(page))];
    await page.locator("input").first().fill("66");
    await page.locator("button.danger").first().click();
    await page.locator("dialog").waitFor();
    flaws.push(...(await axeViolations(page)));

    expect(flaws).toEqual([]);
    expect(
      await page.evaluate("document.documentElement.scrollWidth - innerWidth"),
    ).toBeLessThanOrEqual(0);
  });

  it("is worked by keyboard alone", async () => {
    const context = await browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(server.url("/operator"));
    await page.locator("input:focus").waitFor();
    await page.keyboard.insertText(server.key("OPERATOR_KEYS"));
    await page.keyboard.press("Enter");
    await page.getByRole("status").filter({ hasText: "Healthy" }).waitFor();

    const focused = () => page.evaluate<string>("document.activeElement.textContent");
    const tabTo = async (text: string) => {
      for (let presses = 0; presses < 30 && (await focused()) !== text; presses += 1) {
        await page.keyboard.press("Tab");
      }
    };
    await page.getByLabel("User", { exact: true }).focus();
    await page.keyboard.insertText("67");
    await tabTo("Disconnect");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    expect(await focused()).toBe("Cancel");
    await tabTo("Yes");
    await page.keyboard.press("Enter");
    await page.getByRole("status").filter({ hasText: "0 sockets were closed" }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
  });
});
