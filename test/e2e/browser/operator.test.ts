// The operators' page against a live server, with its sign-in and its figures.

import { describe, it, vi } from "vitest";
import { skipBrowser } from "../../support/browser/browser.ts";
import { BrowserFixture } from "../../support/browser/browser-fixture.ts";
import { liveProducer } from "../../support/live/live-producer.ts";
import {
  card,
  figure,
  openDashboard,
  openOperatorPage,
  operatorSignal,
  signIn,
} from "../../support/browser/operator-page.ts";

const fixture = BrowserFixture.forThisFile();

describe.skipIf(skipBrowser)("the sign-in", () => {
  it("takes an operator's key, and shows why it rejects another", async ({ expect }) => {
    const { page } = await openOperatorPage(fixture.browser, fixture.server);
    const errorText = page
      .getByRole("alert", { name: "" })
      .filter({ hasText: "doesn't know this key" });
    for (const key of ["not-a-key", "ключ", liveProducer().key]) {
      await page.getByLabel("Operator's key").fill(key);
      await page.getByRole("button", { name: "Sign in" }).click();
      await errorText.waitFor();
    }

    await signIn(page, fixture.server.key("OPERATOR_KEYS"));
    await page.reload();
    await card(page, "Log and backlog").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Operator's key").waitFor();
    await page.reload();

    await page.getByLabel("Operator's key").waitFor();
    expect(await page.evaluate("sessionStorage.length + localStorage.length")).toBe(0);
  });

  it("takes a link with the key in its fragment, and keeps the key out of every URL", async ({
    expect,
  }) => {
    const page = await fixture.browser.newPage({ locale: "en-GB" });
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));

    await page.goto(fixture.server.url(`/operator#key=${fixture.server.key("OPERATOR_KEYS")}`));
    await card(page, "Log and backlog").waitFor();

    expect(page.url()).toBe(fixture.server.url("/operator"));
    expect(requests.filter((url) => url.includes(fixture.server.key("OPERATOR_KEYS")))).toEqual([]);
  });

  it("comes back when the key becomes invalid", async ({ expect }) => {
    const { page } = await openDashboard(fixture.browser, fixture.server);

    await page.route("**/internal/stats", (route) => route.fulfill({ status: 401, body: "{}" }));

    await page.getByRole("alert").filter({ hasText: "doesn't know this key" }).waitFor();
    expect(await page.getByLabel("Operator's key").inputValue()).toBe("");
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
  });

  it("shows an unreachable service", async ({ expect }) => {
    const { page } = await openOperatorPage(fixture.browser, fixture.server);
    await page.context().setOffline(true);

    await page.getByLabel("Operator's key").fill(fixture.server.key("OPERATOR_KEYS"));
    await page.getByRole("button", { name: "Sign in" }).click();

    await page.getByRole("alert").filter({ hasText: "can't be reached" }).waitFor();
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
  });
});

describe.skipIf(skipBrowser)("the figures", () => {
  it("are those of /internal/stats", async ({ expect }) => {
    await fixture.server.operate("PUT", "/sources/demo", { expected_every_s: 3_600 });
    await Promise.all([
      fixture.connectSocket("1"),
      fixture.connectSocket("1", ["signals.v2"]),
      fixture.connectSocket("2", ["signals.v2"]),
    ]);
    for (let round = 0; round < 3; round += 1)
      await fixture.publish(operatorSignal(fixture.freshId(), `"spread":1.50`));
    const { page } = await openDashboard(fixture.browser, fixture.server);
    const strip = page.getByRole("banner");
    const connections = card(page, "Connections");
    const backlogCard = card(page, "Log and backlog");

    await vi.waitFor(
      async () => {
        const stats = await (await fixture.server.operate("GET", "/stats")).json<Stats>();
        const text = (number: number) => number.toLocaleString("en-GB");
        expect(stats.sockets).toBe(3);
        expect(await figure(strip, "Sockets").innerText()).toBe("3");
        expect(await figure(strip, "Users").innerText()).toBe("2");
        expect(await figure(strip, "Head").innerText()).toBe(`${stats.epoch}:${stats.seq}`);
        expect(await figure(connections, "signals.v1").innerText()).toBe("1");
        expect(await figure(connections, "signals.v2").innerText()).toBe("2");
        for (const [location, count] of Object.entries(stats.sockets_by_location)) {
          expect(await figure(connections, location).innerText()).toBe(text(count));
        }
        expect(await figure(backlogCard, "Head").innerText()).toBe(text(stats.seq));
        expect(await figure(backlogCard, "Oldest in the log").innerText()).toBe(
          text(stats.oldest_seq),
        );
        expect(await figure(backlogCard, "Open signals").innerText()).toBe(text(stats.signals));
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

  it("are marked as stale while the service is down, and live again afterwards", async ({
    expect,
  }) => {
    const { page } = await openDashboard(fixture.browser, fixture.server);
    const healthStatus = page.getByRole("banner").getByRole("status");
    const notice = page.getByRole("alert").filter({ hasText: "not live" });
    await healthStatus.filter({ hasText: "Healthy" }).waitFor();

    await fixture.server.kill();
    await notice.waitFor();
    const asOf = await page.getByText(/^As of /).innerText();
    expect(await notice.innerText()).toContain(asOf.replace("As of ", "as of "));
    expect(await healthStatus.innerText()).toBe("Critical");
    expect(await page.title()).toContain("Critical");
    await fixture.server.start();

    await notice.waitFor({ state: "hidden" });
    await healthStatus.filter({ hasText: "Healthy" }).waitFor();
    expect(await page.getByText(/^As of /).innerText()).not.toBe(asOf);
  });
});

describe.skipIf(skipBrowser)("a network that drops everything", () => {
  it("is shown as an unreachable service", async ({ expect }) => {
    const { page } = await openDashboard(fixture.browser, fixture.server);

    await page.route("**/internal/**", () => {});

    await page.getByRole("alert").filter({ hasText: "not live" }).waitFor();
    expect(await page.getByRole("banner").innerText()).toContain("The service can't be reached.");
  });
});

interface Stats {
  readonly epoch: string;
  readonly seq: number;
  readonly oldest_seq: number;
  readonly signals: number;
  readonly sockets: number;
  readonly sockets_by_location: Readonly<Record<string, number>>;
  readonly messages: number;
  readonly deliveries: number;
}
