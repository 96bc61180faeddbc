// The React hooks in a real browser under StrictMode, with failures of service, network, tab and token.

import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, it, vi } from "vitest";
import { launchBrowser, PageServer, skipBrowser } from "../../support/browser/browser.ts";
import { LiveServer } from "../../support/live/live-server.ts";
import { Network } from "../../support/live/network.ts";

let server: LiveServer;
let network: Network;
let browser: Browser;
let served: PageServer;
let ids = 0;

beforeAll(async () => {
  if (skipBrowser) return;
  [server, browser, served] = await Promise.all([
    LiveServer.start(),
    launchBrowser(),
    PageServer.start(),
  ]);
  network = await Network.to(server.port);
});
afterEach(async () => {
  network?.restore();
  for (const context of browser?.contexts() ?? []) await context.close();
  if (server === undefined) return;
  // A browser closes its sockets a moment after its pages. A socket that closed during its handshake is found by its
  // silence only. The next test counts sockets and needs none of them.
  await server.operate("POST", "/members/123/disconnect", {});
  await vi.waitUntil(async () => (await stats()).sockets === 0, 10_000);
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
  await network?.stop();
  await server?.dispose();
});

/** Opens a page with the feed. `token` gets the client's reason for asking. */
async function open(
  context: BrowserContext,
  token: (reason: string) => Promise<string>,
  query: Readonly<Record<string, string>> = {},
): Promise<Page> {
  const page = await context.newPage();
  await page.exposeFunction("tokenFor", token);
  const url = `ws://localhost:${network.port}/ws/signals`;
  await page.goto(served.url("feed", { url, ...query }));
  return page;
}

async function openLive(query: Readonly<Record<string, string>> = {}): Promise<Page> {
  const page = await open(await browser.newContext(), () => server.token(), query);
  await state(page, "live");
  return page;
}

/** Resolves when the page shows this state of the connection. */
function state(page: Page, status: string): Promise<void> {
  return page.locator("output", { hasText: new RegExp(`^${status}$`) }).waitFor();
}

function recordedEvents(page: Page): Promise<readonly string[]> {
  return page.evaluate("RECORDED");
}

/** The sequence numbers of all messages on the page, once there are `count` of them. */
async function seqs(page: Page, count: number): Promise<readonly number[]> {
  const events = page.locator("pre");
  await vi.waitUntil(async () => ((await events.textContent()) ?? "").split(" ").length >= count, {
    timeout: 30_000,
  });
  return ((await events.textContent()) ?? "").split(" ").map(Number);
}

async function stats(): Promise<{ readonly seq: number; readonly sockets: number }> {
  return (await server.operate("GET", "/stats")).json();
}

/** Publishes signals in one request, retried until it succeeds. Returns their sequence numbers. */
async function publish(count: number): Promise<readonly number[]> {
  const signals = Array.from({ length: count }, () => {
    ids += 1;
    return `{"type":"new_signal","signal_type":"funding_rate","data":{"id":${ids},"spread":1.50}}`;
  });
  for (;;) {
    const response = await server.post(`[${signals.join()}]`).catch(() => undefined);
    if (response?.ok !== true) continue;
    const { results } = await response.json<{ results: readonly { seq: number }[] }>();
    return results.map(({ seq }) => seq);
  }
}

describe.skipIf(skipBrowser)("a page with the hooks, under StrictMode", () => {
  it("has one socket, and none while disabled", async ({ expect }) => {
    const page = await openLive();
    expect((await stats()).sockets).toBe(1);

    await page.getByRole("button", { name: "leave" }).click();
    await state(page, "idle");
    await vi.waitUntil(async () => (await stats()).sockets === 0);
    await page.getByRole("button", { name: "enter" }).click();
    await state(page, "live");

    expect((await stats()).sockets).toBe(1);
    expect(await recordedEvents(page)).not.toContain("waiting");
  });

  it("renders only the changed signal again", async ({ expect }) => {
    const page = await openLive();
    await publish(3);
    await seqs(page, 3);
    const before = await page.evaluate<number>(`rendersOf(${ids})`);
    const other = await page.evaluate<number>(`rendersOf(${ids - 1})`);

    await server.post(
      `{"type":"signal_update","signal_type":"funding_rate","signal_id":${ids},"data":{"spread":2.500}}`,
    );
    await page.locator(`[data-id="${ids}"]`, { hasText: "2.500" }).waitFor();

    expect(await page.evaluate<number>(`rendersOf(${ids})`)).toBeGreaterThan(before);
    expect(await page.evaluate<number>(`rendersOf(${ids - 1})`)).toBe(other);
  });

  it(
    "shows each of 2,000 signals once, with the service killed five times",
    { timeout: 120_000 },
    async ({ expect }) => {
      const page = await openLive();
      const published: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        for (let batch = 0; batch < 8; batch += 1) published.push(...(await publish(40)));
        await server.kill();
        // Without a service the page shows any state but live.
        await page.locator("output", { hasNotText: /^live$/ }).waitFor();
        await server.start();
        published.push(...(await publish(80)));
      }

      expect(await seqs(page, 2_000)).toEqual(published);
      expect(await recordedEvents(page)).not.toContainEqual(expect.stringContaining("gap"));
      await state(page, "live");
      expect(await page.locator("li").count()).toBe(ids);
    },
  );

  it("shows that it isn't live while the network drops everything, and misses nothing", async ({
    expect,
  }) => {
    const page = await openLive();
    network.cut();
    // The browser reports that it is offline, and the client's ping gets no pong.
    await page.context().setOffline(true);
    const published = await publish(5);
    await page.locator("output", { hasNotText: /^live$/ }).waitFor();

    network.restore();
    await page.context().setOffline(false);
    await state(page, "live");

    expect(await seqs(page, 5)).toEqual(published);
  });

  it("catches up after its tab was frozen", async ({ expect }) => {
    const page = await openLive();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
    const published = [...(await publish(3))];
    await server.kill();
    await server.start();
    published.push(...(await publish(3)));

    await devtools.send("Page.setWebLifecycleState", { state: "active" });

    expect(await seqs(page, 6)).toEqual(published);
    await state(page, "live");
  });

  it("gets another token when its own was revoked", async ({ expect }) => {
    const reasons: string[] = [];
    const page = await open(await browser.newContext(), (reason) => {
      reasons.push(reason);
      return server.token({ sub: "31" });
    });
    await state(page, "live");

    await server.operate("POST", "/members/31/disconnect", {});
    await page.waitForFunction("RECORDED.filter((status) => status === 'live').length === 2");

    expect(reasons).toEqual(["connect", "refused"]);
    expect(await recordedEvents(page)).toContain("waiting");
  });
});

describe.skipIf(skipBrowser)("tabs with a shared connection", () => {
  async function openTwo(): Promise<[Page, Page]> {
    const context = await browser.newContext();
    const token = () => server.token();
    const first = await open(context, token, { share: "31" });
    await state(first, "live");
    const second = await open(context, token, { share: "31" });
    await state(second, "live");
    return [first, second];
  }

  it("have one socket and get the same messages", async ({ expect }) => {
    const [first, second] = await openTwo();

    const published = await publish(10);

    expect(await seqs(first, 10)).toEqual(published);
    expect(await seqs(second, 10)).toEqual(published);
    expect(await second.locator("li").count()).toBe(ids);
    expect((await stats()).sockets).toBe(1);
  });

  it("elect one leader when they open at the same moment", async ({ expect }) => {
    const context = await browser.newContext();
    const token = () => server.token();
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => open(context, token, { share: "32" })),
    );
    await Promise.all(opened.map((page) => state(page, "live")));

    const published = await publish(10);

    expect((await stats()).sockets).toBe(1);
    for (const page of opened) expect(await seqs(page, 10)).toEqual(published);
  });

  it("lose nothing when the leader closes", async ({ expect }) => {
    const [first, second] = await openTwo();
    const published = [...(await publish(5))];
    await seqs(second, 5);

    const closing = first.close();
    published.push(...(await publish(5)));
    await closing;
    published.push(...(await publish(5)));

    expect(await seqs(second, 15)).toEqual(published);
    await state(second, "live");
    expect(await recordedEvents(second)).not.toContainEqual(expect.stringContaining("gap"));
  });
});
