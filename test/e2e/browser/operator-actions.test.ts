// An operator's actions on the page, with members, a published signal and the live tail.

import { describe, it, vi } from "vitest";
import { skipBrowser } from "../../support/browser/browser.ts";
import { BrowserFixture } from "../../support/browser/browser-fixture.ts";
import { liveProducer } from "../../support/live/live-producer.ts";
import { card, openDashboard, operatorSignal } from "../../support/browser/operator-page.ts";

const fixture = BrowserFixture.forThisFile();

describe.skipIf(skipBrowser)("an action on a member", () => {
  it("runs only after a confirmation, and reports the number of closed sockets", async ({
    expect,
  }) => {
    const { page } = await openDashboard(fixture.browser, fixture.server);
    const members = card(page, "Members");
    const response = members.getByRole("status");
    const dialog = page.getByRole("dialog");
    await members.getByLabel("User id").fill("501");
    const [first, second] = await Promise.all([
      fixture.connectSocket("501"),
      fixture.connectSocket("501"),
    ]);

    await members.getByRole("button", { name: "Disconnect" }).click();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(await fixture.connectSocket("501").then(({ frames }) => frames.length)).toBe(1);

    await members.getByRole("button", { name: "Disconnect" }).click();
    await dialog.getByRole("button", { name: "Disconnect" }).click();
    await response.filter({ hasText: "User 501 was disconnected. 3 sockets closed." }).waitFor();
    expect((await first.ended).code).toBe(1008);
    expect((await second.ended).code).toBe(1008);

    const third = await fixture.connectSocket("501");
    await members.getByRole("button", { name: "Revoke VIP" }).click();
    await dialog.getByRole("button", { name: "Revoke VIP" }).click();
    await response.filter({ hasText: "User 501 is no VIP any more. 1 socket closed." }).waitFor();
    expect(await third.ended).toEqual({ code: 1008, reason: "VIP subscription required" });
    expect(await (await fixture.connectSocket("501")).ended).toMatchObject({ code: 1008 });

    await members.getByLabel(/^VIP until/).fill("2099-12-31T12:00");
    await members.getByRole("button", { name: "Grant VIP" }).click();
    await dialog.getByRole("button", { name: "Grant VIP" }).click();
    await response.filter({ hasText: "User 501 is a VIP until 31 Dec 2099" }).waitFor();
    expect((await fixture.connectSocket("501")).frames[0]).toContain('"type":"connected"');
  });

  it("needs a user id that fits into a path", async ({ expect }) => {
    const { page } = await openDashboard(fixture.browser, fixture.server);
    const members = card(page, "Members");
    await members.getByLabel("User id").fill("..");

    await members.getByRole("button", { name: "Revoke VIP" }).click();

    await members.getByRole("alert").filter({ hasText: "Which user?" }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
  });
});

describe.skipIf(skipBrowser)("a signal published by hand", () => {
  it("reaches a socket with its digits, once", async ({ expect }) => {
    const socket = await fixture.connectSocket("601");
    const { page } = await openDashboard(fixture.browser, fixture.server);
    const form = card(page, "Publish a signal");
    await form.getByLabel("Producer's key").fill(liveProducer().key);
    await form.getByLabel("Id", { exact: true }).fill("12345678901234567890");
    await form.getByLabel("Coin").fill("NB");
    await form.getByLabel("Position").selectOption("SHORT");
    await form.getByLabel("Spread").fill("8.8400");
    await form.getByLabel("More fields").fill('{ "mexc_spot_price": 0.00670000 }');

    await form.getByRole("button", { name: "Publish" }).click();
    await form
      .getByRole("status")
      .filter({ hasText: /^Stored as number \d+, goes to 1 socket\.$/ })
      .waitFor();
    await socket.count(2);
    await form.getByRole("button", { name: "Publish" }).click();
    await form
      .getByRole("status")
      .filter({ hasText: /^Already known as number \d+/ })
      .waitFor();

    expect(socket.frames.slice(1)).toEqual([
      '{"type":"new_signal","signal_type":"mexc_spot_futures","data":{"id":12345678901234567890,"coin_name":"NB","position":"SHORT","spread":8.8400,"mexc_spot_price":0.00670000}}',
    ]);
  });

  it("is stored once when the response was lost and it is published again", async ({ expect }) => {
    const socket = await fixture.connectSocket("603");
    const { page } = await openDashboard(fixture.browser, fixture.server);
    const form = card(page, "Publish a signal");
    const publishButton = form.getByRole("button", { name: "Publish" });
    await form.getByLabel("Producer's key").fill(liveProducer().key);
    await form.getByLabel("Message").selectOption("signal_update");
    await form.getByLabel("Id", { exact: true }).fill("603");
    await form.getByLabel("Spread").fill("9.10");

    await page.route("**/internal/signals", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await publishButton.click();
    await form.getByRole("status").filter({ hasText: "It may have been stored." }).waitFor();
    await page.unroute("**/internal/signals");
    await publishButton.click();
    await form.getByRole("status").filter({ hasText: "Already known" }).waitFor();
    await publishButton.click();
    await form.getByRole("status").filter({ hasText: "Stored as number" }).waitFor();
    await socket.count(3);

    // After a response, the same update is a new one.
    const update =
      '{"type":"signal_update","signal_type":"mexc_spot_futures","signal_id":603,"data":{"spread":9.10}}';
    expect(socket.frames.slice(1)).toEqual([update, update]);
  });

  it("is rejected with a reason, for its key, a field or its content", async ({ expect }) => {
    const socket = await fixture.connectSocket("602");
    const { page } = await openDashboard(fixture.browser, fixture.server);
    const form = card(page, "Publish a signal");
    const publishButton = form.getByRole("button", { name: "Publish" });
    await form.getByLabel("Producer's key").fill(fixture.server.key("OPERATOR_KEYS"));
    await form.getByLabel("Id", { exact: true }).fill("7");
    await publishButton.click();
    await form.getByRole("status").filter({ hasText: "doesn't know this key" }).waitFor();

    await form.getByLabel("Producer's key").fill(liveProducer().key);
    await form.getByLabel("Spread").fill("8,84");
    await publishButton.click();
    await form.getByRole("alert").filter({ hasText: "A number as JSON writes it" }).waitFor();

    await form.getByLabel("Spread").fill("8.84");
    await form.getByLabel("Signal type").fill("gossip");
    await publishButton.click();
    await form.getByRole("status").filter({ hasText: "/signal_type" }).waitFor();
    expect(socket.frames).toHaveLength(1);
  });
});

describe.skipIf(skipBrowser)("the tail", () => {
  it("shows a producer's markup as text", async ({ expect }) => {
    const script = "<script>globalThis.hacked=1</script><img src=x onerror=hacked=1>";
    const { page } = await openDashboard(fixture.browser, fixture.server);

    await fixture.publish(
      operatorSignal(fixture.freshId(), `"coin_name":"${script}","spread":0.00670000`),
    );

    const line = card(page, "Live tail").getByRole("listitem").first();
    await line.getByText(script, { exact: true }).waitFor();
    expect(await line.innerText()).toContain('"spread":0.00670000');
    expect(await page.locator("li script, li img").count()).toBe(0);
    expect(await page.evaluate("globalThis.hacked")).toBeUndefined();
  });

  it("stops when it is paused, and resumes from there", async ({ expect }) => {
    const { page } = await openDashboard(fixture.browser, fixture.server);
    const tail = card(page, "Live tail");
    const numbers = () =>
      tail.getByRole("listitem").locator(":scope > :first-child").allInnerTexts();
    const before = await fixture.publish(operatorSignal(fixture.freshId(), `"spread":1`));
    await vi.waitUntil(async () => (await numbers())[0] === String(before), 20_000);

    await tail.getByRole("button", { name: "Pause" }).click();
    const after = await fixture.publish(operatorSignal(fixture.freshId(), `"spread":2`));
    // Another poll has brought the new head.
    await page.getByRole("banner").getByText(`:${after}`).waitFor();
    expect((await numbers())[0]).toBe(String(before));
    await tail.getByRole("button", { name: "Resume" }).click();

    await vi.waitUntil(async () => (await numbers())[0] === String(after), 20_000);
    expect((await numbers())[1]).toBe(String(before));
  });
});
