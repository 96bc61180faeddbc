// The documents say what the code does: tables are equal, examples are exact, links and names exist.

import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Script } from "node:vm";
import { Webhook } from "standardwebhooks";
import { describe, it } from "vitest";
import { verifyWebhook, parseSignedHeaders } from "../../../src/auth/webhook-signature.ts";
import { readSettings, type Bindings, type SettingName } from "../../../src/config/settings.ts";
import { Counters } from "../../../src/hub/telemetry/counters.ts";
import { collectMetrics } from "../../../src/hub/stats/metrics.ts";
import type { HubStats } from "../../../src/protocol/hub-stats.ts";
import { parseClientFrame } from "../../../src/protocol/client-messages.ts";
import type { RawJson } from "../../../src/json/raw-json.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { splitBatch, parseMessages } from "../../../src/protocol/publish-request.ts";
import {
  authenticatedFrame,
  connectedFrame,
  connectedFrameV2,
  errorFrame,
  liveFrame,
  encodeV1,
  PING_FRAME,
  PONG_FRAME,
  reconnectFrame,
  snapshotFrame,
  snapshotSignal,
  statusFrame,
  encodeV2,
  subscribedFrame,
  tokenExpiringFrame,
  type ConnectedInfo,
} from "../../../src/protocol/server-messages.ts";
import { RECOVERY_ACTIONS, ERRORS } from "../../../src/errors.ts";
import { TEST_BINDINGS } from "../../support/test-settings.ts";

const PROJECT = join(import.meta.dirname, "../../..");
const DOCUMENTS = ["README.md", "CHANGELOG.md", ...globSync("docs/**/*.md", { cwd: PROJECT })];

function read(path: string): string {
  return readFileSync(join(PROJECT, path), "utf8");
}

/** The text under a heading, up to the next heading of its rank or a higher one. */
function section(path: string, heading: string): string {
  const rank = /^#+/.exec(heading)?.[0].length ?? 0;
  const lines = read(path).split("\n");
  const from = lines.indexOf(heading);
  if (from === -1) throw new Error(`${path} has no heading "${heading}"`);
  const rest = lines.slice(from + 1);
  const to = rest.findIndex((line) => new RegExp(`^#{1,${rank}} `).test(line));
  return rest.slice(0, to === -1 ? undefined : to).join("\n");
}

/** The rows of a section's tables, their cells without backquotes; headings are left out. */
function rows(path: string, heading: string): string[][] {
  const lines = section(path, heading).split("\n");
  return lines
    .filter((line, at) => line.startsWith("|") && !isHeading(line, lines[at + 1]))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim().replace(/^`(.*)`$/, "$1")),
    );
}

function isHeading(line: string, next: string | undefined): boolean {
  return line.startsWith("|--") || next?.startsWith("|--") === true;
}

/** The names of a union of string literals, from its source: types leave nothing to import. */
function namesOfUnion(path: string, type: string): string[] {
  const body = new RegExp(`type ${type} =([^;]+);`).exec(read(path))?.[1] ?? "";
  return [...body.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);
}

/** The names of an interface's members, from its source. */
function namesOfInterface(path: string, type: string): string[] {
  const body = new RegExp(`interface ${type} \\{\n([^}]+)\n\\}`).exec(read(path))?.[1] ?? "";
  return [...body.matchAll(/^ {2}readonly (\w+):/gm)].map(([, name = ""]) => name);
}

function json(text: string): RawJson {
  return text as RawJson; // SAFETY: well-formed as written here.
}

/** The moment at which the examples of v2 play. */
const NOON = Date.parse("2025-12-14T12:00:00Z");
const HOUR = 3_600_000;

const CONNECTION: ConnectedInfo = {
  connectionId: "0b0ee2b8-6d65-4b2e-8d5d-9d7d4a3c1a55",
  cursor: { epoch: "k3f9x2a81m", seq: 41 },
  recovered: true,
  reason: null,
  expiresAt: NOON + HOUR + LIMITS.tokenGraceMs,
  serverTime: NOON,
};

function anchorsOf(path: string): string[] {
  return [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("README.md", () => {
  it("has every refusal as the table in the code has it", ({ expect }) => {
    const inCode = Object.entries(ERRORS).map(([code, row]) => [
      code,
      "http" in row ? String(row.http) : "–",
      "close" in row ? String(row.close) : "–",
      row.reason,
      RECOVERY_ACTIONS[row.client],
    ]);

    expect(rows("README.md", "## Refusals")).toEqual(inCode);
  });

  it("has every limit with its value", ({ expect }) => {
    const inCode = Object.entries(LIMITS).map(([name, value]) => [
      name,
      value.toLocaleString("en-US"),
    ]);

    expect(rows("README.md", "## Limits").map((row) => row.slice(0, 2))).toEqual(inCode);
  });

  it("has every setting", ({ expect }) => {
    const inCode = namesOfUnion("src/config/settings.ts", "SettingName");

    expect(inCode).toContain("JWT_SECRET");
    expect(rows("README.md", "## Settings").map(([name]) => name)).toEqual(inCode);
  });

  it("has the defaults that hold without a setting", async ({ expect }) => {
    const documented = new Map(
      rows("README.md", "## Settings").map(([name, value]) => [name, value]),
    );
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

  it("calls exactly those settings required that are", async ({ expect }) => {
    const settings = await readSettings({} as unknown as Bindings); // SAFETY: reads settings alone.
    const missing = settings.ok ? [] : settings.error.map(({ setting }) => setting);
    const told = rows("README.md", "## Settings").filter(([, value]) => value === "required");

    // One of the three sources of token keys is required too: the row of the first says so.
    expect(new Set(["JWT_SECRET", ...told.map(([name]) => name)])).toEqual(new Set(missing));
  });

  it("has every command with its summary", ({ expect }) => {
    const help = spawnSync(process.execPath, [join(PROJECT, "src/cli/main.ts"), "--help"], {
      encoding: "utf8",
    });
    const commands = [...help.stdout.matchAll(/^ {2}(\w+) +(\S.*)$/gm)].map(([, name, summary]) => [
      name,
      summary,
    ]);

    expect(commands).not.toEqual([]);
    expect(rows("README.md", "## The command line")).toEqual(commands);
  });

  it("has every route", ({ expect }) => {
    const inCode = [...read("src/app.ts").matchAll(/app\.(get|put|post|delete)\("([^"]+)"/g)].map(
      ([, method = "", path = ""]) => `${method.toUpperCase()} ${path}`,
    );

    expect(inCode).not.toEqual([]);
    expect(new Set(rows("README.md", "## HTTP").map(([route]) => route))).toEqual(new Set(inCode));
  });

  it("shows frames as they are made", ({ expect }) => {
    const frames = [
      connectedFrame("CryptoTracker", "123"),
      encodeV1({
        type: "new_signal",
        signalType: "mexc_spot_futures",
        id: json("1"),
        data: json(
          '{"id":1,"coin_name":"NB","position":"SHORT","spread":8.84,"created_at":"2025-12-14T12:00:00Z"}',
        ),
        expiresAt: null,
      }),
      encodeV1({
        type: "signal_update",
        signalType: "mexc_spot_futures",
        id: json("1"),
        data: json('{"spread":9.12,"mexc_spot_price":0.00670000}'),
      }),
      PONG_FRAME,
      errorFrame("frame_malformed", ERRORS.frame_malformed.reason),
      errorFrame("frame_unknown", ERRORS.frame_unknown.reason),
      PING_FRAME,
      PONG_FRAME,
    ];

    expect(rows("README.md", "## Messages").map(([frame]) => frame)).toEqual(frames);
  });

  it("shows frames of v2 as they are made", ({ expect }) => {
    const opened = {
      type: "new_signal",
      signalType: "mexc_spot_futures",
      id: json("1"),
      data: json('{"id":1,"coin_name":"NB","spread":8.84}'),
      expiresAt: NOON + 6 * HOUR,
    } as const;
    const updated = {
      type: "signal_update",
      signalType: "mexc_spot_futures",
      id: json("1"),
      data: json('{"spread":9.12,"mexc_spot_price":0.00670000}'),
    } as const;
    const accessEnds = NOON + 2 * HOUR + LIMITS.tokenGraceMs;
    const frames = [
      connectedFrameV2("CryptoTracker", "123", CONNECTION),
      statusFrame({ scanner: { state: "late", lastAt: NOON } }),
      snapshotFrame(42, [snapshotSignal({ ...opened, seq: 42, ts: NOON })], false),
      liveFrame(42),
      encodeV2(opened, 42, NOON),
      encodeV2(updated, 43, NOON),
      subscribedFrame({ coinNames: ["NB"], minSpread: 0.5 }, 43),
      authenticatedFrame(accessEnds),
      tokenExpiringFrame(accessEnds),
      reconnectFrame("deploy", 12_000),
      PING_FRAME,
    ];
    const told = rows("README.md", "## Messages with a position").map(([frame = ""]) => frame);

    expect(told.slice(0, frames.length)).toEqual(frames);
    for (const frame of told.slice(frames.length)) {
      expect([frame, parseClientFrame(frame, "signals.v2").ok]).toEqual([frame, true]);
    }
  });

  it("has clients that a browser can parse", ({ expect }) => {
    const clients = [...read("README.md").matchAll(/```js\n([^`]*(?:`[^`]+`[^`]*)*?)```/g)].map(
      ([, code = ""]) => code,
    );
    // What imports the package is run by the package's own tests.
    const byHand = clients.filter((code) => !code.includes("import "));

    expect(byHand).toHaveLength(2);
    for (const code of byHand) expect(() => new Script(code)).not.toThrow();
  });
});

describe("docs/design.md", () => {
  it("says of every file of the hub what it is for", ({ expect }) => {
    const files = globSync("*.ts", { cwd: join(PROJECT, "src/hub") });
    const told = rows("docs/design.md", "## Rooms").map(([file = ""]) => file);

    expect(new Set(told.filter((file) => /^[\w-]+\.ts$/.test(file)))).toEqual(new Set(files));
  });

  it("has every table of the hub", ({ expect }) => {
    const inCode = [
      ...read("src/hub/schema.ts").matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(/g),
    ].map(([, name = ""]) => name);

    expect(rows("docs/design.md", "## What lives where").map(([name]) => name)).toEqual(inCode);
  });
});

describe("docs/operations.md", () => {
  it("has every event", ({ expect }) => {
    const inCode = namesOfUnion("src/log.ts", "EventName");
    const told = rows("docs/operations.md", "## Health, stats, logs").map(([event = ""]) => event);

    expect(inCode).toContain("hub.started");
    expect(told.filter((name) => name.includes("."))).toEqual(inCode);
  });

  it("says what to watch for in numbers that the hub gives", ({ expect }) => {
    const inCode = namesOfInterface("src/protocol/hub-stats.ts", "HubStats");
    const told = rows("docs/operations.md", "## Health, stats, logs")
      .map(([name = ""]) => name)
      .filter((name) => !name.includes("."));

    expect(inCode).toEqual(expect.arrayContaining(told));
    expect(told).toEqual(expect.arrayContaining(["queued_messages", "catching_up"]));
  });
});

describe("docs/operations.md, metrics", () => {
  it("has every metric with its type", ({ expect }) => {
    const stats = Object.fromEntries(
      namesOfInterface("src/protocol/hub-stats.ts", "HubStats").map((name) => [name, 0]),
    );
    const inCode = collectMetrics({
      stats: stats as unknown as HubStats, // SAFETY: every member is there, as a number.
      sources: {},
      counters: new Counters(),
      now: NOON,
    }).map(({ name, type }) => [name, type]);

    const table = rows("docs/operations.md", "## Metrics").filter(([name]) =>
      name?.startsWith("signal_hub_"),
    );
    expect(table.map(([name = "", type]) => [name.split("`")[0], type])).toEqual(inCode);
  });
});

describe("docs/protocol.md", () => {
  it("says of every refusal where it comes up", ({ expect }) => {
    const text = section("docs/protocol.md", "## 9. Refusals");

    const undocumented = Object.keys(ERRORS).filter((code) => !text.includes(`\`${code}\``));

    expect(undocumented).toEqual([]);
  });

  it("explains the keys of v2's first frame, in their order", ({ expect }) => {
    const rejected: ConnectedInfo = { ...CONNECTION, recovered: false, reason: "pruned" };
    const frame = JSON.parse(connectedFrameV2("CryptoTracker", "123", rejected)) as object;

    expect(rows("docs/protocol.md", "## 2. Service to client").map(([key]) => key)).toEqual(
      Object.keys(frame),
    );
  });

  it("signs its example as the service takes it", async ({ expect }) => {
    const code =
      /```js\nimport \{ Webhook \} from "standardwebhooks";\n([^`]*(?:`[^`]+`[^`]*)*?)```/.exec(
        section("docs/protocol.md", "## 7. Producers: `POST /internal/signals`"),
      )?.[1];
    const requests: { readonly headers: Record<string, string>; readonly body: string }[] = [];
    const fetch = (_: string, request: (typeof requests)[number]): void =>
      void requests.push(request);
    const key = `whsec_${btoa("k".repeat(32))}`;

    await new Script(`(async () => { ${code} })()`).runInNewContext({
      Webhook,
      crypto,
      fetch,
      key,
    });

    const { headers = {}, body = "" } = requests[0] ?? {};
    const signed = parseSignedHeaders(new Headers(headers));
    const bytes = await new Response(body).arrayBuffer();
    if (signed === null) throw new Error("the example has no signature");
    expect(await verifyWebhook(signed, bytes, [{ name: "scanner", key }], Date.now())).toBe(
      "scanner",
    );
    const items = splitBatch(json(body));
    expect(parseMessages(items, ["funding_rate"]).ok).toBe(true);
  });

  it("explains every reason for which a position is no use", ({ expect }) => {
    const inCode = namesOfUnion("src/protocol/server-messages.ts", "ResumeFailure");

    expect(inCode).toContain("pruned");
    expect(rows("docs/protocol.md", "## 5. Resume").map(([reason]) => reason)).toEqual(inCode);
  });

  it("shows every number that the hub gives, in its order", ({ expect }) => {
    const requests = rows("docs/protocol.md", "## 8. Operators: `/internal/*`");
    const stats = requests.find(([request]) => request === "GET /internal/stats")?.at(-1) ?? "";

    expect(Object.keys(JSON.parse(stats) as object)).toEqual(
      namesOfInterface("src/protocol/hub-stats.ts", "HubStats"),
    );
  });
});

describe("every document", () => {
  it("links to files and headings that exist", ({ expect }) => {
    const links = DOCUMENTS.flatMap((document) =>
      [...read(document).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link = ""]) => link)
        .filter((link) => !/^[a-z]+:/.test(link))
        .map((link) => ({ document, link })),
    );

    const broken = links.filter(({ document, link }) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? document : join(dirname(document), path);
      if (!existsSync(join(PROJECT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });

    expect(links.length).toBeGreaterThan(10);
    expect(broken).toEqual([]);
  });

  it("names only files of the source and the tests that exist", ({ expect }) => {
    const named = DOCUMENTS.flatMap((document) =>
      [...read(document).matchAll(/\b(?:src|test)\/[\w./-]*\w\b\/?/g)].map(([path]) => ({
        document,
        path,
      })),
    );

    const missing = named
      .filter(({ path }) => !existsSync(join(PROJECT, path)))
      .map(({ document, path }) => `${document}: ${path}`);

    expect(named.length).toBeGreaterThan(20);
    expect(new Set(missing)).toEqual(new Set());
  });

  it("is reached by a link, and decisions are numbered without a gap", ({ expect }) => {
    const decisions = globSync("docs/decisions/*.md", { cwd: PROJECT }).toSorted();
    const readme = read("README.md");

    const numbers = decisions.map((path) => Number(relative("docs/decisions", path).slice(0, 4)));
    const others = DOCUMENTS.filter((path) => path !== "README.md" && !decisions.includes(path));

    expect(numbers).toEqual(decisions.map((_, at) => at + 1));
    expect(others.filter((path) => !readme.includes(`](${path})`))).toEqual([]);
  });
});
