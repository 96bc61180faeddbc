// docs/protocol.md and docs/producers.md have the code's frames, errors and names, and their examples work.

import { Script } from "node:vm";
import { Webhook } from "standardwebhooks";
import { describe, it } from "vitest";
import { verifyWebhook, parseSignedHeaders } from "../../../src/auth/webhook-signature.ts";
import { RECOVERY_ACTIONS, ERRORS } from "../../../src/errors.ts";
import type { RawJson } from "../../../src/json/raw-json.ts";
import { parseClientFrame } from "../../../src/protocol/client-messages.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { splitBatch, parseMessages } from "../../../src/protocol/publish/publish-request.ts";
import {
  authenticatedFrame,
  connectedFrame,
  connectedFrameV2,
  encodeV1,
  encodeV2,
  errorFrame,
  liveFrame,
  PING_FRAME,
  PONG_FRAME,
  reconnectFrame,
  snapshotFrame,
  snapshotSignal,
  statusFrame,
  subscribedFrame,
  tokenExpiringFrame,
  type ConnectedInfo,
} from "../../../src/protocol/server-messages.ts";
import {
  codeBlocks,
  namesOfInterface,
  namesOfUnion,
  read,
  rows,
  section,
} from "../../support/docs/markdown.ts";

const PAGE = "docs/protocol.md";

function json(text: string): RawJson {
  return text as RawJson; // SAFETY: well-formed as written here.
}

/** The time of the examples of v2. */
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

describe("the frames of docs/protocol.md", () => {
  it("are those of v1", ({ expect }) => {
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

    expect(rows(PAGE, "## Messages of v1").map(([frame]) => frame)).toEqual(frames);
  });

  it("are those of v2", ({ expect }) => {
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
    const documented = rows(PAGE, "## Messages of v2").map(([frame = ""]) => frame);

    expect(documented.slice(0, frames.length)).toEqual(frames);
    expect(documented.length).toBeGreaterThan(frames.length);
    for (const frame of documented.slice(frames.length)) {
      expect([frame, parseClientFrame(frame, "signals.v2").ok]).toEqual([frame, true]);
    }
  });

  it("explain every key of v2's first one, in order", ({ expect }) => {
    const rejected: ConnectedInfo = { ...CONNECTION, recovered: false, reason: "pruned" };
    const frame = JSON.parse(connectedFrameV2("CryptoTracker", "123", rejected)) as object;

    expect(rows(PAGE, "## Keys of `connected`").map(([key]) => key)).toEqual(Object.keys(frame));
  });

  it("explain every reason a cursor can't be used for", ({ expect }) => {
    const inCode = namesOfUnion("src/protocol/server-messages.ts", "ResumeFailure");

    expect(inCode).toContain("pruned");
    expect(rows(PAGE, "## Resume").map(([reason]) => reason)).toEqual(inCode);
  });
});

describe("the errors of docs/protocol.md", () => {
  it("are the table of the code", ({ expect }) => {
    const inCode = Object.entries(ERRORS).map(([code, row]) => [
      code,
      "http" in row ? String(row.http) : "–",
      "close" in row ? String(row.close) : "–",
      row.reason,
      RECOVERY_ACTIONS[row.client],
    ]);

    expect(rows(PAGE, "## Errors")).toEqual(inCode);
  });

  it("all say where they come up", ({ expect }) => {
    const text = section(PAGE, "## Where each error comes up");

    const undocumented = Object.keys(ERRORS).filter((code) => !text.includes(`\`${code}\``));

    expect(undocumented).toEqual([]);
  });
});

describe("the examples of docs/protocol.md", () => {
  it("have clients that a browser can parse", ({ expect }) => {
    const clients = codeBlocks(section(PAGE, "## A client by hand"), "js");

    expect(clients).toHaveLength(2);
    for (const code of clients) expect(() => new Script(code)).not.toThrow();
  });

  it("show every number of the stats, in order", ({ expect }) => {
    const requests = rows(PAGE, "## Operators' endpoints");
    const stats = requests.find(([request]) => request === "GET /internal/stats")?.at(-1) ?? "";

    expect(Object.keys(JSON.parse(stats) as object)).toEqual(
      namesOfInterface("src/protocol/stats/hub-stats.ts", "HubStats"),
    );
  });
});

describe("the examples of docs/producers.md", () => {
  it("are publish requests that the service accepts", ({ expect }) => {
    const [messages = ""] = codeBlocks(section("docs/producers.md", "## Body"), "json");

    const items = messages.trim().split("\n").map(json);

    expect(items).toHaveLength(2);
    expect(parseMessages(items, ["mexc_spot_futures"])).toMatchObject({ ok: true });
  });

  it("sign a request as the service verifies it", async ({ expect }) => {
    const [example = ""] = codeBlocks(section("docs/producers.md", "## Sign a request"), "js");
    const code = example.replace('import { Webhook } from "standardwebhooks";\n', "");
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
});

it("README.md's table of endpoints has every route", ({ expect }) => {
  const inCode = [...read("src/app.ts").matchAll(/app\.(get|put|post|delete)\("([^"]+)"/g)].map(
    ([, method = "", path = ""]) => `${method.toUpperCase()} ${path}`,
  );

  expect(inCode).not.toEqual([]);
  expect(new Set(rows("README.md", "## Endpoints").map(([route]) => route))).toEqual(
    new Set(inCode),
  );
});
