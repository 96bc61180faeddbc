// Who may see the board: signing in, every refusal in plain words, and where a token never goes.

import { describe, expect, it } from "vitest";
import { connection, visit, visitSignedIn } from "../../support/board-page.ts";
import { skipBrowser } from "../../support/browser.ts";
import { BrowserStage } from "../../support/browser-stage.ts";

const stage = BrowserStage.forThisFile();

/** The page after this text was pasted as a token. */
async function signInWith(text: string) {
  const visited = await visit(stage.browser, stage.server.url("/"));
  await visited.page.getByLabel("Access token").fill(text);
  await visited.page.getByRole("button", { name: "Sign in" }).click();
  return visited;
}

describe.skipIf(skipBrowser)("signing in", () => {
  it("takes a pasted token, with whatever was copied around it", async () => {
    const { page, said } = await signInWith(`  Bearer ${await stage.server.token()}\n`);
    await connection(page, "Live");

    expect(await page.getByRole("grid").isVisible()).toBe(true);
    expect(said).toEqual([]);
  });

  it("takes a link with the token in its fragment, and keeps it out of every address", async () => {
    const { page, asked } = await visitSignedIn(stage.browser, stage.server);
    const token = await page.evaluate<string>("sessionStorage.getItem('token')");

    expect(token.split(".")).toHaveLength(3);
    expect(page.url()).toBe(stage.server.url("/"));
    expect(await page.evaluate("history.length")).toBe(2);
    expect(asked.some((url) => url.startsWith("ws:"))).toBe(true);
    for (const url of asked) expect(url).not.toContain(token.split(".")[2]);
    expect(await page.evaluate("JSON.stringify(localStorage)")).not.toContain(token);
  });

  it("takes another link that is opened over the page", async () => {
    const { page } = await visitSignedIn(stage.browser, stage.server);
    const before = await page.evaluate("sessionStorage.getItem('token')");
    await page.goto(stage.server.url(`/#token=${await stage.server.token({ sub: "45" })}`));
    await page.waitForURL(stage.server.url("/"));
    await connection(page, "Live");

    expect(await page.evaluate("sessionStorage.getItem('token')")).not.toBe(before);
    await stage.server.operate("DELETE", "/members/45");
    await page.getByRole("alert").filter({ hasText: "VIP" }).waitFor();
  });

  it("lasts for the tab's session and no longer", async () => {
    const { page } = await visitSignedIn(stage.browser, stage.server);
    await page.reload();
    await connection(page, "Live");

    const another = await page.context().newPage();
    await another.goto(stage.server.url("/"));
    expect(await another.getByLabel("Access token").isVisible()).toBe(true);

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.reload();
    expect(await page.getByLabel("Access token").isVisible()).toBe(true);
  });

  it("asks nothing of any other origin", async () => {
    const { page, asked } = await visitSignedIn(stage.browser, stage.server);
    await stage.server.post(
      '{"type":"new_signal","signal_type":"funding_rate","data":{"id":1,"spread":1}}',
    );
    await page.locator("[data-key]").first().click();
    await page.locator(".chart canvas").first().waitFor();

    expect(new Set(asked.map((url) => new URL(url).host))).toEqual(
      new Set([`localhost:${stage.server.port}`]),
    );
  });
});

describe.skipIf(skipBrowser)("a refusal is told in plain words", () => {
  it("text that is no token", async () => {
    const { page, asked } = await signInWith("hunter2");

    expect(await page.getByRole("alert").textContent()).toContain("three parts with dots");
    expect(asked.some((url) => url.startsWith("ws:"))).toBe(false);
  });

  it("a forged token, which isn't kept", async () => {
    const token = await stage.server.token();
    const { page } = await signInWith(`${token.slice(0, -4)}AAAA`);

    expect(await page.getByRole("alert").textContent()).toContain("not valid, or it has run out");
    expect(await page.evaluate("sessionStorage.getItem('token')")).toBeNull();
    expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0);
  });

  it("a token that has run out", async () => {
    const { page } = await signInWith(await stage.server.token({ exp: 1_700_000_000 }));

    expect(await page.getByRole("alert").textContent()).toContain("has run out");
  });

  it("no VIP subscription; and the same token is good once there is one", async () => {
    const { page } = await signInWith(await stage.server.token({ sub: "41", vip: false }));
    expect(await page.getByRole("alert").textContent()).toContain("no VIP subscription");

    await stage.server.operate("PUT", "/members/41", { vip_until: "2099-01-01T00:00:00Z" });
    await page.getByRole("button", { name: "Try again" }).click();

    await connection(page, "Live");
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("VIP ends while the page is open", async () => {
    const { page } = await signInWith(await stage.server.token({ sub: "42" }));
    await connection(page, "Live");

    await stage.server.operate("DELETE", "/members/42");

    expect(await page.getByRole("alert").textContent()).toContain("subscription, or it has ended");
  });

  it("the operator ends the session", async () => {
    const { page } = await signInWith(await stage.server.token({ sub: "43" }));
    await connection(page, "Live");

    await stage.server.operate("POST", "/members/43/disconnect", {});

    expect(await page.getByRole("alert").textContent()).toContain("Get a new one");
  });

  it("opened in too many places", async () => {
    const { page } = await signInWith(await stage.server.token({ sub: "44" }));
    await connection(page, "Live");
    const token = await stage.server.token({ sub: "44" });
    const sockets = Array.from({ length: 10 }, () => new WebSocket(stage.server.socketUrl(token)));

    expect(await page.getByRole("alert").textContent()).toContain("too many places");
    for (const socket of sockets) socket.close();
  });

  it("in Russian too", async () => {
    const { page } = await visit(stage.browser, stage.server.url("/"), { locale: "ru-RU" });
    await page.getByLabel("Токен доступа").fill(await stage.server.token({ vip: false }));
    await page.getByRole("button", { name: "Войти" }).click();

    expect(await page.getByRole("alert").textContent()).toContain("нет VIP-подписки");
    expect(await page.evaluate("document.documentElement.lang")).toBe("ru");
  });
});

describe.skipIf(skipBrowser)("the headers", () => {
  it.each(["/", "/operator"])("of %s let nothing in but the page's own files", async (path) => {
    const answer = await fetch(stage.server.url(path));
    const policy = answer.headers.get("Content-Security-Policy");

    expect(answer.status).toBe(200);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(answer.headers.get("Referrer-Policy")).toBe("no-referrer");
  });

  it("are the pages' alone: the Worker's answers have none of them", async () => {
    const answer = await fetch(stage.server.url("/healthz"));

    expect(answer.headers.get("Content-Security-Policy")).toBeNull();
  });
});
