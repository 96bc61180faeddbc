// The operator's page in a real browser against the service as it runs: what it shows, and what it does.

import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, it, vi } from "vitest";
import { launchBrowser, skipBrowser } from "../../support/browser.ts";
import { liveOperatorKey } from "../../support/live-operator.ts";
import { liveProducer } from "../../support/live-producer.ts";
import { LiveServer } from "../../support/live-server.ts";
import { LiveSocket } from "../../support/live-socket.ts";
import { card, figure, openDashboard, openDoor, signIn } from "../../support/operator-page.ts";

let server: LiveServer;
let browser: Browser;
let sockets: LiveSocket[] = [];
let ids = 0;

beforeAll(async () => {
  if (skipBrowser) return;
  [server, browser] = await Promise.all([LiveServer.start(), launchBrowser()]);
});
afterEach(async () => {
  for (const socket of sockets) socket.close(1000);
  sockets = [];
  for (const context of browser?.contexts() ?? []) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

/** A user's socket that was welcomed, or refused. */
async function listen(sub: string, dialects: readonly string[] = []): Promise<LiveSocket> {
  const socket = new LiveSocket(server.socketUrl(await server.token({ sub })), dialects);
  sockets.push(socket);
  await Promise.race([socket.count(1), socket.ended]);
  return socket;
}

async function publish(data: string): Promise<number> {
  ids += 1;
  const answer = await server.post(
    `{"type":"new_signal","signal_type":"funding_rate","data":{"id":${ids},${data}}}`,
  );
  const { seq } = (await answer.json()) as { readonly seq: number };
  return seq;
}

describe.skipIf(skipBrowser)("the door", () => {
  it("opens to an operator's key, and says why it doesn't to another", async ({ expect }) => {
    const { page } = await openDoor(browser, server);
    const refusal = page
      .getByRole("alert", { name: "" })
      .filter({ hasText: "doesn't know this key" });
    for (const key of ["not-a-key", "ключ", liveProducer().key]) {
      await page.getByLabel("Operator's key").fill(key);
      await page.getByRole("button", { name: "Sign in" }).click();
      await refusal.waitFor();
    }

    await signIn(page);
    await page.reload();
    await card(page, "Positions").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Operator's key").waitFor();
    await page.reload();

    await page.getByLabel("Operator's key").waitFor();
    expect(await page.evaluate("sessionStorage.length + localStorage.length")).toBe(0);
  });

  it("opens to a link with the key in its fragment, which is in no address then", async ({
    expect,
  }) => {
    const page = await browser.newPage({ locale: "en-GB" });
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));

    await page.goto(server.url(`/operator#key=${liveOperatorKey()}`));
    await card(page, "Positions").waitFor();

    expect(page.url()).toBe(server.url("/operator"));
    expect(requests.filter((url) => url.includes(liveOperatorKey()))).toEqual([]);
  });

  it("is where one stands again when the key is no good any more", async ({ expect }) => {
    const { page } = await openDashboard(browser, server);

    await page.route("**/internal/stats", (route) => route.fulfill({ status: 401, body: "{}" }));

    await page.getByRole("alert").filter({ hasText: "doesn't know this key" }).waitFor();
    expect(await page.getByLabel("Operator's key").inputValue()).toBe("");
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
  });

  it("says so when the service can't be reached", async ({ expect }) => {
    const { page } = await openDoor(browser, server);
    await page.context().setOffline(true);

    await page.getByLabel("Operator's key").fill(liveOperatorKey());
    await page.getByRole("button", { name: "Sign in" }).click();

    await page.getByRole("alert").filter({ hasText: "can't be reached" }).waitFor();
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
  });
});

describe.skipIf(skipBrowser)("the numbers", () => {
  it("are those of /internal/stats", async ({ expect }) => {
    await server.operate("PUT", "/sources/demo", { expected_every_s: 3_600 });
    await Promise.all([listen("1"), listen("1", ["signals.v2"]), listen("2", ["signals.v2"])]);
    for (let post = 0; post < 3; post += 1) await publish(`"spread":1.50`);
    const { page } = await openDashboard(browser, server);
    const strip = page.getByRole("banner");
    const connections = card(page, "Connections");
    const positions = card(page, "Positions");

    await vi.waitFor(
      async () => {
        const stats = (await (await server.operate("GET", "/stats")).json()) as Stats;
        const text = (number: number) => number.toLocaleString("en-GB");
        expect(stats.sockets).toBe(3);
        expect(await figure(strip, "Sockets").innerText()).toBe("3");
        expect(await figure(strip, "Users").innerText()).toBe("2");
        expect(await figure(strip, "Head").innerText()).toBe(`${stats.epoch}:${stats.seq}`);
        expect(await figure(connections, "signals.v1").innerText()).toBe("1");
        expect(await figure(connections, "signals.v2").innerText()).toBe("2");
        for (const [place, count] of Object.entries(stats.sockets_by_location)) {
          expect(await figure(connections, place).innerText()).toBe(text(count));
        }
        expect(await figure(positions, "Head").innerText()).toBe(text(stats.seq));
        expect(await figure(positions, "Oldest in the log").innerText()).toBe(text(stats.oldest));
        expect(await figure(positions, "Open signals").innerText()).toBe(text(stats.signals));
        const publishing = card(page, "Publishing");
        expect(await figure(publishing, "Messages").innerText()).toBe(text(stats.messages));
        expect(await figure(publishing, "Deliveries").innerText()).toBe(text(stats.deliveries));
      },
      { timeout: 20_000, interval: 500 },
    );
    await card(page, "Sources")
      .getByRole("row", { name: /^demo live/ })
      .waitFor();
    await card(page, "Cost this month")
      .getByRole("row", { name: /^Total 5\.00$/ })
      .waitFor();
  });

  it("are marked as old while the service is away, and live again when it is back", async ({
    expect,
  }) => {
    const { page } = await openDashboard(browser, server);
    const verdict = page.getByRole("banner").getByRole("status");
    const notice = page.getByRole("alert").filter({ hasText: "not live" });
    await verdict.filter({ hasText: "Healthy" }).waitFor();

    await server.kill();
    await notice.waitFor();
    const asOf = await page.getByText(/^As of /).innerText();
    expect(await notice.innerText()).toContain(asOf.replace("As of ", "as of "));
    expect(await verdict.innerText()).toBe("Trouble");
    expect(await page.title()).toContain("Trouble");
    await server.start();

    await notice.waitFor({ state: "hidden" });
    await verdict.filter({ hasText: "Healthy" }).waitFor();
    expect(await page.getByText(/^As of /).innerText()).not.toBe(asOf);
  });
});

describe.skipIf(skipBrowser)("a network that swallows everything", () => {
  it("is told of as a service that can't be reached", async ({ expect }) => {
    const { page } = await openDashboard(browser, server);

    await page.route("**/internal/**", () => {});

    await page.getByRole("alert").filter({ hasText: "not live" }).waitFor();
    expect(await page.getByRole("banner").innerText()).toContain("The service can't be reached.");
  });
});

describe.skipIf(skipBrowser)("an order", () => {
  it("is given only when it was confirmed, and says how many sockets it closed", async ({
    expect,
  }) => {
    const { page } = await openDashboard(browser, server);
    const members = card(page, "Members");
    const answer = members.getByRole("status");
    const dialog = page.getByRole("dialog");
    await members.getByLabel("User id").fill("501");
    const [first, second] = await Promise.all([listen("501"), listen("501")]);

    await members.getByRole("button", { name: "Disconnect" }).click();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(await listen("501").then(({ frames }) => frames.length)).toBe(1);

    await members.getByRole("button", { name: "Disconnect" }).click();
    await dialog.getByRole("button", { name: "Disconnect" }).click();
    await answer.filter({ hasText: "User 501 was disconnected. 3 sockets closed." }).waitFor();
    expect((await first.ended).code).toBe(1008);
    expect((await second.ended).code).toBe(1008);

    const third = await listen("501");
    await members.getByRole("button", { name: "Revoke VIP" }).click();
    await dialog.getByRole("button", { name: "Revoke VIP" }).click();
    await answer.filter({ hasText: "User 501 is no VIP any more. 1 socket closed." }).waitFor();
    expect(await third.ended).toEqual({ code: 1008, reason: "VIP subscription required" });
    expect(await (await listen("501")).ended).toMatchObject({ code: 1008 });

    await members.getByLabel(/^VIP until/).fill("2099-12-31T12:00");
    await members.getByRole("button", { name: "Grant VIP" }).click();
    await dialog.getByRole("button", { name: "Grant VIP" }).click();
    await answer.filter({ hasText: "User 501 is a VIP until 31 Dec 2099" }).waitFor();
    expect((await listen("501")).frames[0]).toContain('"type":"connected"');
  });

  it("needs somebody whom an address can name", async ({ expect }) => {
    const { page } = await openDashboard(browser, server);
    const members = card(page, "Members");
    await members.getByLabel("User id").fill("..");

    await members.getByRole("button", { name: "Revoke VIP" }).click();

    await members.getByRole("alert").filter({ hasText: "Which user?" }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
  });
});

describe.skipIf(skipBrowser)("a signal that was posted by hand", () => {
  it("reaches a socket with its digits, once", async ({ expect }) => {
    const socket = await listen("601");
    const { page } = await openDashboard(browser, server);
    const form = card(page, "Post a signal");
    await form.getByLabel("Producer's key").fill(liveProducer().key);
    await form.getByLabel("Id", { exact: true }).fill("12345678901234567890");
    await form.getByLabel("Coin").fill("NB");
    await form.getByLabel("Position").selectOption("SHORT");
    await form.getByLabel("Spread").fill("8.8400");
    await form.getByLabel("More fields").fill('{ "mexc_spot_price": 0.00670000 }');

    await form.getByRole("button", { name: "Post" }).click();
    await form
      .getByRole("status")
      .filter({ hasText: /^Stored as number \d+, goes to 1 socket\.$/ })
      .waitFor();
    await socket.count(2);
    await form.getByRole("button", { name: "Post" }).click();
    await form
      .getByRole("status")
      .filter({ hasText: /^Already known as number \d+/ })
      .waitFor();

    expect(socket.frames.slice(1)).toEqual([
      '{"type":"new_signal","signal_type":"mexc_spot_futures","data":{"id":12345678901234567890,"coin_name":"NB","position":"SHORT","spread":8.8400,"mexc_spot_price":0.00670000}}',
    ]);
  });

  it("is stored once when its answer was lost and it is posted again", async ({ expect }) => {
    const socket = await listen("603");
    const { page } = await openDashboard(browser, server);
    const form = card(page, "Post a signal");
    const post = form.getByRole("button", { name: "Post" });
    await form.getByLabel("Producer's key").fill(liveProducer().key);
    await form.getByLabel("Message").selectOption("signal_update");
    await form.getByLabel("Id", { exact: true }).fill("603");
    await form.getByLabel("Spread").fill("9.10");

    await page.route("**/internal/signals", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await post.click();
    await form.getByRole("status").filter({ hasText: "It may have been stored." }).waitFor();
    await page.unroute("**/internal/signals");
    await post.click();
    await form.getByRole("status").filter({ hasText: "Already known" }).waitFor();
    await post.click();
    await form.getByRole("status").filter({ hasText: "Stored as number" }).waitFor();
    await socket.count(3);

    // Posted on purpose after an answer, the same update is another one.
    const update =
      '{"type":"signal_update","signal_type":"mexc_spot_futures","signal_id":603,"data":{"spread":9.10}}';
    expect(socket.frames.slice(1)).toEqual([update, update]);
  });

  it("is refused in words: the key's, the field's and the service's", async ({ expect }) => {
    const socket = await listen("602");
    const { page } = await openDashboard(browser, server);
    const form = card(page, "Post a signal");
    const post = form.getByRole("button", { name: "Post" });
    await form.getByLabel("Producer's key").fill(liveOperatorKey());
    await form.getByLabel("Id", { exact: true }).fill("7");
    await post.click();
    await form.getByRole("status").filter({ hasText: "doesn't know this key" }).waitFor();

    await form.getByLabel("Producer's key").fill(liveProducer().key);
    await form.getByLabel("Spread").fill("8,84");
    await post.click();
    await form.getByRole("alert").filter({ hasText: "A number as JSON writes it" }).waitFor();

    await form.getByLabel("Spread").fill("8.84");
    await form.getByLabel("Signal type").fill("gossip");
    await post.click();
    await form.getByRole("status").filter({ hasText: "/signal_type" }).waitFor();
    expect(socket.frames).toHaveLength(1);
  });
});

describe.skipIf(skipBrowser)("the tail", () => {
  it("shows a producer's markup as the text that it is", async ({ expect }) => {
    const script = "<script>globalThis.hacked=1</script><img src=x onerror=hacked=1>";
    const { page } = await openDashboard(browser, server);

    await publish(`"coin_name":"${script}","spread":0.00670000`);

    const line = card(page, "Live tail").getByRole("listitem").first();
    await line.getByText(script, { exact: true }).waitFor();
    expect(await line.innerText()).toContain('"spread":0.00670000');
    expect(await page.locator("li script, li img").count()).toBe(0);
    expect(await page.evaluate("globalThis.hacked")).toBeUndefined();
  });

  it("stands still when it is paused, and goes on from there", async ({ expect }) => {
    const { page } = await openDashboard(browser, server);
    const tail = card(page, "Live tail");
    const numbers = () =>
      tail.getByRole("listitem").locator(":scope > :first-child").allInnerTexts();
    const before = await publish(`"spread":1`);
    await vi.waitUntil(async () => (await numbers())[0] === String(before), 20_000);

    await tail.getByRole("button", { name: "Pause" }).click();
    const after = await publish(`"spread":2`);
    // The page has looked again: its head is there.
    await page.getByRole("banner").getByText(`:${after}`).waitFor();
    expect((await numbers())[0]).toBe(String(before));
    await tail.getByRole("button", { name: "Go on" }).click();

    await vi.waitUntil(async () => (await numbers())[0] === String(after), 20_000);
    expect((await numbers())[1]).toBe(String(before));
  });
});

interface Stats {
  readonly epoch: string;
  readonly seq: number;
  readonly oldest: number;
  readonly signals: number;
  readonly sockets: number;
  readonly sockets_by_location: Readonly<Record<string, number>>;
  readonly messages: number;
  readonly deliveries: number;
}
