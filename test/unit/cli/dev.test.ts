// The pure parts of `signal-hub dev`.

import { describe, it } from "vitest";

import { completeDevVars } from "../../../src/cli/dev/dev-vars.ts";
import { settingProblems } from "../../../src/cli/dev/setting-problems.ts";
import { banner } from "../../../src/cli/dev/banner.ts";
import { shouldPrint } from "../../../src/cli/dev/wrangler.ts";

const hex = (bytes: number) => "ab".repeat(bytes);

describe("local secrets", () => {
  it("are made for all three names on the first start", ({ expect }) => {
    expect(completeDevVars("", hex)).toEqual({
      text: `JWT_SECRET=${hex(32)}\nPRODUCER_KEYS=demo:${hex(16)}\nOPERATOR_KEYS=local:${hex(16)}\n`,
      added: ["JWT_SECRET", "PRODUCER_KEYS", "OPERATOR_KEYS"],
    });
  });

  it("are appended where one is missing, and nothing else changes", ({ expect }) => {
    const existing = '# mine\nJWT_SECRET="kept"\nPRODUCER_KEYS=bot:kept';

    expect(completeDevVars(existing, hex)).toEqual({
      text: `${existing}\nOPERATOR_KEYS=local:${hex(16)}\n`,
      added: ["OPERATOR_KEYS"],
    });
  });

  it("stay as they are where none is missing", ({ expect }) => {
    const { text } = completeDevVars("", hex);

    expect(completeDevVars(text, hex)).toEqual({ text, added: [] });
  });

  it("don't set a shared secret beside public keys", ({ expect }) => {
    const { added } = completeDevVars("JWT_JWKS_URL=https://id.example/keys\n", hex);

    expect(added).toEqual(["PRODUCER_KEYS", "OPERATOR_KEYS"]);
  });
});

describe("wrangler's output", () => {
  const published = '{"event":"signals.published","seq":4}';

  it.for([
    { line: "[wrangler:info] POST /internal/signals 200 OK (3ms)", shown: false },
    { line: "\u001b[32m[wrangler:info]\u001b[0m GET /healthz 200 OK (3ms)", shown: false },
    { line: "[wrangler:info] GET /ws/signals 101 Switching Protocols (3ms)", shown: false },
    { line: "[wrangler:info] POST /internal/signals 422 Unprocessable Content (3ms)", shown: true },
    { line: '{"event":"socket.connected","sockets":1}', shown: true },
    { line: "✘ [ERROR] Uncaught Error", shown: true },
    { line: published, shown: false },
  ])("prints only failures and events beside the demo: $line", ({ line, shown }, { expect }) => {
    expect(shouldPrint(line, true)).toBe(shown);
  });

  it("prints each publish event without the demo", ({ expect }) => {
    expect(shouldPrint(published, false)).toBe(true);
  });
});

describe("settings that can't be used", () => {
  it("are printed a line each", ({ expect }) => {
    const settings = [
      { setting: "JWT_SECRET", problem: "is shorter than 32 bytes" },
      { setting: "OPERATOR_KEYS", problem: "is missing" },
    ];

    expect(settingProblems(JSON.stringify({ status: "misconfigured", settings })).slice(1)).toEqual(
      ["  JWT_SECRET is shorter than 32 bytes", "  OPERATOR_KEYS is missing"],
    );
  });

  it.for(["<html>", "null", '{"settings":[1]}'])(
    "give one line where the answer names none: %s",
    (body, { expect }) => {
      expect(settingProblems(body)).toHaveLength(2);
    },
  );
});

describe("the banner", () => {
  const values = { port: 8_123, token: "a.b.c", producerKey: "k", signalId: 1_765_713_600_000 };

  it("has lines to paste, for the port and the signal of this start", ({ expect }) => {
    const text = banner({ ...values, demoRate: 1 });

    expect(text).toContain("  http://localhost:8123/#token=a.b.c\n");
    expect(text).toContain('npx wscat -c "ws://localhost:8123/ws/signals?token=a.b.c"\n');
    expect(text).toContain("npm run --silent hub -- tail --url http://localhost:8123\n");
    const [, body = ""] = / -d '([^']+)'\n/.exec(text) ?? [];
    expect(JSON.parse(body)).toMatchObject({
      type: "new_signal",
      data: { id: 1_765_713_600_000, created_at: "2025-12-14T12:00:00.000Z" },
    });
  });

  it("says that there is no demo", ({ expect }) => {
    expect(banner({ ...values, demoRate: undefined })).toContain("No demo feed");
  });
});
