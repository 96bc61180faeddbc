// Who may see the board: signing in, every refusal in plain words, and where a token never goes.

import { describe, expect, it } from "vitest";
import { connection, visit, visitSignedIn } from "../../support/browser/board-page.ts";
import { skipBrowser } from "../../support/browser/browser.ts";
import { BrowserFixture } from "../../support/browser/browser-fixture.ts";

const fixture = BrowserFixture.forThisFile();

/** The page after this text was pasted as a token. */
async function signInWith(text: string) {
  const visited = await visit(fixture.browser, fixture.server.url("/"));
  await visited.page.getByLabel("Access token").fill(text);
  await visited.page.getByRole("button", { name: "Sign in" }).click();
  return visited;
}

describe.skipIf(skipBrowser)("signing in", () => {
  it("takes a pasted token, with whatever was copied around it", async () => {
    const { page, consoleMessages } = await signInWith(
      `  Bearer ${await fixture.server.token()}\n`,
    );
    await connection(page, "Live");

    expect(await page.getByRole("grid").isVisible()).toBe(true);
    expect(consoleMessages).toEqual([]);
  });

  it("takes a link with the token in its fragment, and keeps it out of every address", async () => {
    const { page, requestedUrls } = await visitSignedIn(fixture.browser, fixture.server);
    const token = await page.evaluate<string>("sessionStorage.getItem('token')");

    expect(token.split(".")).toHaveLength(3);
    expect(page.url()).toBe(fixture.server.url("/"));
    expect(await page.evaluate("history.length")).toBe(2);
    expect(requestedUrls.some((url) => url.startsWith("ws:"))).toBe(true);
    for (const url of requestedUrls) expect(url).not.toContain(token.split(".")[2]);
    expect(await page.evaluate("JSON.stringify(localStorage)")).not.toContain(token);
  });

  it("takes another link that is opened over the page", async () => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server);
    const before = await page.evaluate("sessionStorage.getItem('token')");
    await page.goto(fixture.server.url(`/#token=${await fixture.server.token({ sub: "45" })}`));
    await page.waitForURL(fixture.server.url("/"));
    await connection(page, "Live");

    expect(await page.evaluate("sessionStorage.getItem('token')")).not.toBe(before);
    await fixture.server.operate("DELETE", "/members/45");
    await page.getByRole("alert").filter({ hasText: "VIP" }).waitFor();
  });

  it("lasts for the tab's session and no longer", async () => {
    const { page } = await visitSignedIn(fixture.browser, fixture.server);
    await page.reload();
    await connection(page, "Live");

    const another = await page.context().newPage();
    await another.goto(fixture.server.url("/"));
    expect(await another.getByLabel("Access token").isVisible()).toBe(true);

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.reload();
    expect(await page.getByLabel("Access token").isVisible()).toBe(true);
  });

  it("asks nothing of any other origin", async () => {
    const { page, requestedUrls: asked } = await visitSignedIn(fixture.browser, fixture.server);
    await fixture.server.post(
      '{"type":"new_signal","signal_type":"funding_rate","data":{"id":1,"spread":1}}',
    );
    await page.locator("[data-key]").first().click();
    await page.locator(".chart canvas").first().waitFor();

    expect(new Set(asked.map((url) => new URL(url).host))).toEqual(
      new Set([`localhost:${fixture.server.port}`]),
    );
  });
});

describe.skipIf(skipBrowser)("a refusal is told in plain words", () => {
  it("text that is no token", async () => {
    const { page, requestedUrls: asked } = await signInWith("hunter2");

    expect(await page.getByRole("alert").textContent()).toContain("three parts with dots");
    expect(asked.some((url) => url.startsWith("ws:"))).toBe(false);
  });

  it("a forged token, which isn't kept", async () => {
    const token = await fixture.server.token();
    const { page } = await signInWith(`${token.slice(0, -4)}AAAA`);

    expect(await page.getByRole("alert").textContent()).toContain("not valid, or it has run out");
    expect(await page.evaluate("sessionStorage.getItem('token')")).toBeNull();
    expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0);
  });

  it("a token that has run out", async () => {
    const { page } = await signInWith(await fixture.server.token({ exp: 1_700_000_000 }));

    expect(await page.getByRole("alert").textContent()).toContain("has run out");
  });

  it("no VIP subscription; and the same token is good once there is one", async () => {
    const { page } = await signInWith(await fixture.server.token({ sub: "41", vip: false }));
    expect(await page.getByRole("alert").textContent()).toContain("no VIP subscription");

    await fixture.server.operate("PUT", "/members/41", { vip_until: "2099-01-01T00:00:00Z" });
    await page.getByRole("button", { name: "Try again" }).click();

    await connection(page, "Live");
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("VIP ends while the page is open", async () => {
    const { page } = await signInWith(await fixture.server.token({ sub: "42" }));
    await connection(page, "Live");

    await fixture.server.operate("DELETE", "/members/42");

    expect(await page.getByRole("alert").textContent()).toContain("subscription, or it has ended");
  });

  it("the operator ends the session", async () => {
    const { page } = await signInWith(await fixture.server.token({ sub: "43" }));
    await connection(page, "Live");

    await fixture.server.operate("POST", "/members/43/disconnect", {});

    expect(await page.getByRole("alert").textContent()).toContain("Get a new one");
  });

  it("opened in too many places", async () => {
    const { page } = await signInWith(await fixture.server.token({ sub: "44" }));
    await connection(page, "Live");
    const token = await fixture.server.token({ sub: "44" });
    const sockets = Array.from(
      { length: 10 },
      () => new WebSocket(fixture.server.socketUrl(token)),
    );

    expect(await page.getByRole("alert").textContent()).toContain("too many places");
    for (const socket of sockets) socket.close();
  });

  it("in Russian too", async () => {
    const { page } = await visit(fixture.browser, fixture.server.url("/"), { locale: "ru-RU" });
    await page.getByLabel("Токен доступа").fill(await fixture.server.token({ vip: false }));
    await page.getByRole("button", { name: "Войти" }).click();

    expect(await page.getByRole("alert").textContent()).toContain("нет VIP-подписки");
    expect(await page.evaluate("document.documentElement.lang")).toBe("ru");
  });
});

describe.skipIf(skipBrowser)("the headers", () => {
  it.each(["/", "/operator"])("of %s let nothing in but the page's own files", async (path) => {
    const response = await fetch(fixture.server.url(path));
    const policy = response.headers.get("Content-Security-Policy");

    expect(response.status).toBe(200);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(response.headers.get("Referrer-Policy")).toBe("no-referrer");
  });

  it("are the pages' alone: the Worker's answers have none of them", async () => {
    const answer = await fetch(fixture.server.url("/healthz"));

    expect(answer.headers.get("Content-Security-Policy")).toBeNull();
  });
});
