// docs/configuration.md has every setting and limit of the code, with its default and value.

import { describe, it } from "vitest";
import { readSettings, type Bindings, type SettingName } from "../../../src/config/settings.ts";
import { SERVER_LIMITS } from "../../../src/limits.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { namesOfUnion, rows } from "../../support/docs/markdown.ts";
import { TEST_BINDINGS } from "../../support/test-settings.ts";

const PAGE = "docs/configuration.md";

describe("the limits of docs/configuration.md", () => {
  it("are those of the code, with their values", ({ expect }) => {
    const inCode = [...Object.entries(LIMITS), ...Object.entries(SERVER_LIMITS)].map(
      ([name, value]) => [name, value.toLocaleString("en-US")],
    );

    expect(rows(PAGE, "## Limits").map((row) => row.slice(0, 2))).toEqual(inCode);
  });
});

describe("the settings of docs/configuration.md", () => {
  it("are those of the code", ({ expect }) => {
    const inCode = namesOfUnion("src/config/settings.ts", "SettingName");

    expect(inCode).toContain("JWT_SECRET");
    expect(rows(PAGE, "## Settings").map(([name]) => name)).toEqual(inCode);
  });

  it("have the defaults that hold without a setting", async ({ expect }) => {
    const documented = new Map(rows(PAGE, "## Settings").map(([name, value]) => [name, value]));
    const settings = await readSettings(TEST_BINDINGS as unknown as Bindings); // SAFETY: reads settings alone.
    if (!settings.ok) throw new Error("the tests' settings are wrong");
    const { tokens, signalTypes, service, hubName, hubLocation, allowedOrigins } = settings.value;

    const holds: Partial<Record<SettingName, string>> = {
      JWT_ISSUER: tokens.issuer ?? "–",
      JWT_AUDIENCE: tokens.audience ?? "–",
      JWT_USER_CLAIM: tokens.userClaim,
      JWT_VIP_CLAIM: tokens.vipClaim,
      SIGNAL_TYPES: signalTypes.join(","),
      SERVICE_NAME: service,
      ALLOWED_ORIGINS: allowedOrigins.join(",") || "any",
      HUB_NAME: hubName,
      HUB_LOCATION: hubLocation ?? "–",
    };
    for (const [name, value] of Object.entries(holds)) {
      expect([name, documented.get(name)]).toEqual([name, value]);
    }
  });

  it("are called required exactly where they are", async ({ expect }) => {
    const settings = await readSettings({} as unknown as Bindings); // SAFETY: reads settings alone.
    const missing = settings.ok ? [] : settings.error.map(({ setting }) => setting);
    const documented = rows(PAGE, "## Settings").filter(([, value]) => value === "required");

    // One of the three sources of token keys is required too. The row of the first says so.
    expect(new Set(["JWT_SECRET", ...documented.map(([name]) => name)])).toEqual(new Set(missing));
  });
});
