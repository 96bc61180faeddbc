// Access to the board, with sign-in, every reason to reject a token, and the secrecy of the token.

import { describe, expect, it } from "vitest";
import { connectionState, visit, visitSignedIn } from "../../support/browser/board-page.ts";
import { skipBrowser } from "../../support/browser/browser.ts";
import { BrowserFixture } from "../../support/browser/browser-fixture.ts";

const fixture = BrowserFixture.forThisFile();

/** The page after pasting the text as a token. */
async function signInWith(text: string) {
  const visited = await visit(fixture.browser, fixture.server.url("/"));
  await visited.page.getByLabel("Access token").fill(text);
  await visited.page.getByRole("button", { name: "Sign in" }).click();
  return visited;
}

describe.skipIf(skipBrowser)("signing in", () => {
  it("takes a pasted token, with a scheme and white space around it", async () => {
    const { page, consoleMessages } = await signInWith(
      `  Bearer ${await fixture.server.token()}\n`,
    );
    await connectionState(page, "Live");

    expect(await page.getByRole("grid").isVisible()).toBe(true);
    expect(consoleMessages).toEqual([]);
  });

  it("takes a link with the token in its fragment, and keeps the token out of every URL", async () => {
    const { page, requestedUrls } = await visitSignedIn(fixture.browser, fixture.server);
    const token = await page.evaluate<string>("sessionStorage.getItem('token')");

    expect(token.split(".")).toHaveLength(3);
    expect(page.url()).toBe(fixture.server.url("/"));
    expect(await page.evaluate("history.length")).toBe(2);
    expect(requestedUrls.some((url) => url.startsWith("ws:"))).toBe(true);
    for (const url of requestedUrls) expect(url).not.toContain(token.split(".")[2]);
    expect(await page.evaluate("JSON.stringify(localStorage)")).not.toContain(token);
  });

  it("takes another link opened over the page", async () => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server);
    const before = await page.evaluate("sessionStorage.getItem('token')");
    await page.goto(fixture.server.url(`/#token=${await fixture.server.token({ sub: "45" })}`));
    await page.waitForURL(fixture.server.url("/"));
    await connectionState(page, "Live");

    expect(await page.evaluate("sessionStorage.getItem('token')")).not.toBe(before);
    await fixture.server.operate("DELETE", "/members/45");
    await page.getByRole("alert").filter({ hasText: "VIP" }).waitFor();
  });

  it("lasts for the tab's session only", async () => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server);
    await page.reload();
    await connectionState(page, "Live");

    const another = await page.context().newPage();
    await another.goto(fixture.server.url("/"));
    expect(await another.getByLabel("Access token").isVisible()).toBe(true);

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.reload();
    expect(await page.getByLabel("Access token").isVisible()).toBe(true);
  });

  it("sends requests to its own origin only", async () => {
    const { page, requestedUrls } = await visitSignedIn(fixture.browser, fixture.server);
    await fixture.server.post(
      '{"type":"new_signal","signal_type":"funding_rate","data":{"id":1,"spread":1}}',
    );
    await page.locator("[data-key]").first().click();
    await page.locator(".chart canvas").first().waitFor();

    expect(new Set(requestedUrls.map((url) => new URL(url).host))).toEqual(
      new Set([`localhost:${fixture.server.port}`]),
    );
  });
});

describe.skipIf(skipBrowser)("the reason for no access is shown in plain words for", () => {
  it("a text without a token", async () => {
    const { page, requestedUrls } = await signInWith("hunter2");

    expect(await page.getByRole("alert").textContent()).toContain("three parts with dots");
    expect(requestedUrls.some((url) => url.startsWith("ws:"))).toBe(false);
  });

  it("a forged token, which isn't stored", async () => {
    const token = await fixture.server.token();
    const { page } = await signInWith(`${token.slice(0, -4)}AAAA`);

    expect(await page.getByRole("alert").textContent()).toContain("not valid, or it has expired");
    expect(await page.evaluate("sessionStorage.getItem('token')")).toBeNull();
    expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0);
  });

  it("an expired token", async () => {
    const { page } = await signInWith(await fixture.server.token({ exp: 1_700_000_000 }));

    expect(await page.getByRole("alert").textContent()).toContain("has expired");
  });

  it("a user without VIP, whose token works once VIP is granted", async () => {
    const { page } = await signInWith(await fixture.server.token({ sub: "41", vip: false }));
    expect(await page.getByRole("alert").textContent()).toContain("no VIP subscription");

    await fixture.server.operate("PUT", "/members/41", { vip_until: "2099-01-01T00:00:00Z" });
    await page.getByRole("button", { name: "Try again" }).click();

    await connectionState(page, "Live");
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("VIP that ends while the page is open", async () => {
    const { page } = await signInWith(await fixture.server.token({ sub: "42" }));
    await connectionState(page, "Live");

    await fixture.server.operate("DELETE", "/members/42");

    expect(await page.getByRole("alert").textContent()).toContain("subscription, or it has ended");
  });

  it("a disconnect by the operator", async () => {
    const { page } = await signInWith(await fixture.server.token({ sub: "43" }));
    await connectionState(page, "Live");

    await fixture.server.operate("POST", "/members/43/disconnect", {});

    expect(await page.getByRole("alert").textContent()).toContain("Get a new one");
  });

  it("too many open sockets of one user", async () => {
    const { page } = await signInWith(await fixture.server.token({ sub: "44" }));
    await connectionState(page, "Live");
    const token = await fixture.server.token({ sub: "44" });
    const sockets = Array.from(
      { length: 10 },
      () => new WebSocket(fixture.server.socketUrl(token)),
    );

    expect(await page.getByRole("alert").textContent()).toContain("too many places");
    for (const socket of sockets) socket.close();
  });

  it("a user of the Russian page", async () => {
    const { page } = await visit(fixture.browser, fixture.server.url("/"), { locale: "ru-RU" });
    await page.getByLabel("Токен доступа").fill(await fixture.server.token({ vip: false }));
    await page.getByRole("button", { name: "Войти" }).click();

    expect(await page.getByRole("alert").textContent()).toContain("нет VIP-подписки");
    expect(await page.evaluate("document.documentElement.lang")).toBe("ru");
  });
});

describe.skipIf(skipBrowser)("the security headers", () => {
  it.each(["/", "/operator"])("of %s allow only the page's own files", async (path) => {
    const response = await fetch(fixture.server.url(path));
    const policy = response.headers.get("Content-Security-Policy");

    expect(response.status).toBe(200);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(response.headers.get("Referrer-Policy")).toBe("no-referrer");
  });

  it("are missing from the Worker's own responses", async () => {
    const response = await fetch(fixture.server.url("/healthz"));

    expect(response.headers.get("Content-Security-Policy")).toBeNull();
  });
});
