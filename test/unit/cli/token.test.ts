// `signal-hub token` and the claims of its tokens.

import { decodeProtectedHeader, jwtVerify } from "jose";
import { describe, it } from "vitest";

import { runCli, SLOW_START } from "../../support/cli/run-cli.ts";

const SECRET = "a-secret-of-more-than-thirty-two-bytes";
const KEY = new TextEncoder().encode(SECRET);

describe("token", SLOW_START, () => {
  it("prints a valid token and nothing else", async ({ expect }) => {
    const { code, stdout, stderr } = await runCli(
      ["token", "--user", "123", "--vip", "--ttl", "60"],
      {
        env: { JWT_SECRET: SECRET },
      },
    );

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(decodeProtectedHeader(stdout.trim())).toEqual({ alg: "HS256", typ: "JWT" });
    const { payload } = await jwtVerify(stdout.trim(), KEY);
    expect(payload).toEqual({
      sub: "123",
      type: "access",
      vip: true,
      iat: expect.any(Number),
      exp: (payload.iat ?? 0) + 60,
    });
  });

  it("has no VIP claim without an option, and lives an hour", async ({ expect }) => {
    const { stdout } = await runCli(["token", "--user", "u"], { env: { JWT_SECRET: SECRET } });

    const { payload } = await jwtVerify(stdout.trim(), KEY);
    expect(payload).not.toHaveProperty("vip");
    expect(payload.exp).toBe((payload.iat ?? 0) + 3600);
  });

  it("has the end of VIP as it was given", async ({ expect }) => {
    const until = "2030-01-01T00:00:00Z";

    const { stdout } = await runCli(["token", "--user", "u", "--vip-until", until], {
      env: { JWT_SECRET: SECRET },
    });

    expect((await jwtVerify(stdout.trim(), KEY)).payload["vip"]).toBe(until);
  });

  it("reads .dev.vars, and the names of the claims from it", async ({ expect }) => {
    const devVars = `JWT_SECRET="${SECRET}"\nJWT_USER_CLAIM=user_id\nJWT_VIP_CLAIM=gold\nJWT_ISSUER=me\nJWT_AUDIENCE=you\n`;

    const { stdout } = await runCli(["token", "--user", "7", "--vip"], { devVars });

    const { payload } = await jwtVerify(stdout.trim(), KEY);
    expect(payload).toMatchObject({ iss: "me", aud: "you", user_id: "7", gold: true });
    expect(payload).not.toHaveProperty("sub");
  });

  it("lets the environment win over .dev.vars", async ({ expect }) => {
    const { stdout } = await runCli(["token", "--user", "7"], {
      env: { JWT_SECRET: SECRET },
      devVars: "JWT_SECRET=another-secret-of-more-than-thirty-two-bytes\n",
    });

    await expect(jwtVerify(stdout.trim(), KEY)).resolves.toBeDefined();
  });

  it("names a secret below the minimum and doesn't print it", async ({ expect }) => {
    const { code, stderr } = await runCli(["token", "--user", "7"], {
      env: { JWT_SECRET: "hunter2" },
    });

    expect(code).toBe(2);
    expect(stderr).toContain("JWT_SECRET");
    expect(stderr).not.toContain("hunter2");
  });
});
