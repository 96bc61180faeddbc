// openapi.json and asyncapi.json: valid by independent validators, up to date, and true of every frame.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DiagnosticSeverity, Parser } from "@asyncapi/parser";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, it } from "vitest";
import { app } from "../../../src/app.ts";
import { apiDocuments } from "../../../src/api-docs/build.ts";
import {
  CLIENT_FRAMES_V1,
  CLIENT_FRAMES_V2,
  clientFrameOf,
} from "../../../src/api-docs/client-messages.ts";
import { ENDPOINTS } from "../../../src/api-docs/endpoints.ts";
import { FRAMES_V1, FRAMES_V2 } from "../../../src/api-docs/server-messages.ts";
import { openApi } from "../../../src/api-docs/openapi.ts";
import { parseClientFrame } from "../../../src/protocol/client-messages.ts";
import type { Subprotocol } from "../../../src/protocol/subprotocol.ts";
import { errorFrame, joinFrames, statusFrame } from "../../../src/protocol/server-messages.ts";
import { ERRORS } from "../../../src/errors.ts";

/** A validator compiles its own schemas on first use. */
const VALIDATOR = { timeout: 30_000 };

const PROJECT = join(import.meta.dirname, "../../..");

function read(path: string): string {
  return readFileSync(join(PROJECT, path), "utf8");
}

/** The package is CommonJS: its types and its runtime differ on where the function is. */
function withFormats<Validator extends Ajv>(validator: Validator): Validator {
  formats["default"](validator);
  return validator;
}

interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly responses: Readonly<Record<string, unknown>> }>>
    >
  >;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: Readonly<Record<string, object>>;
  };
}

interface AsyncApi {
  readonly channels: Readonly<
    Record<string, { readonly messages: Readonly<Record<string, object>> }>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
  readonly "x-closes": readonly { readonly error: string; readonly code: number }[];
}

// SAFETY: the validators below check the shape of both.
const OPENAPI = JSON.parse(read("src/api-docs/openapi.json")) as OpenApi;
const ASYNCAPI = JSON.parse(read("src/api-docs/asyncapi.json")) as AsyncApi;

/** The frames of a table of docs/protocol.md. A test of its own holds them equal to what the code makes. */
function framesOf(heading: string): readonly string[] {
  const from = read("docs/protocol.md").split(`\n${heading}\n`)[1] ?? "";
  const table = from.slice(0, from.search(/^#+ /m));
  return [...table.matchAll(/^\| `(\{.*\})` \|/gm)].map(([, frame = ""]) => frame);
}

function typeOf(frame: string): string {
  return (JSON.parse(frame) as { readonly type: string }).type;
}

describe("the documents", () => {
  it("are as `npm run api:docs` writes them now", async ({ expect }) => {
    const documents = await apiDocuments();

    expect(documents.size).toBe(2);
    for (const [path, text] of documents) {
      const isCurrent = readFileSync(path, "utf8") === text;
      expect(isCurrent, `${path} is stale: run \`npm run api:docs\``).toBe(true);
    }
  });
});

describe("openapi.json", () => {
  it("is valid OpenAPI 3.1", VALIDATOR, async ({ expect }) => {
    const validator = new Validator();

    const result = await validator.validate(read("src/api-docs/openapi.json"));

    expect(result).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  it("has every route of the Worker and no other", ({ expect }) => {
    const inCode = app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
    const documented = Object.entries(OPENAPI.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );

    expect(documented.toSorted()).toEqual([...new Set(inCode)].toSorted());
    expect(documented).toHaveLength(Object.keys(ENDPOINTS).length);
  });

  it("is not written for a route that no one described", async ({ expect }) => {
    const routes = [...app.routes, { method: "GET", path: "/undescribed" }];

    await expect(openApi("0.1.0", routes)).rejects.toThrow("GET /undescribed");
  });

  it("has every error with an HTTP status, with the status and reason of the table", ({
    expect,
  }) => {
    const rows = Object.entries(ERRORS).filter(([, row]) => "http" in row);
    const responses = JSON.stringify([OPENAPI.paths, OPENAPI.components.responses]);

    for (const [code, row] of rows) {
      const problem = OPENAPI.components.schemas[`Problem.${code}`];
      expect(problem, code).toMatchObject({
        properties: {
          code: { const: code },
          title: { const: row.reason },
          status: { const: "http" in row ? row.http : 0 },
        },
      });
      expect(responses, code).toContain(`"#/components/schemas/Problem.${code}"`);
    }
  });

  it("has schemas that compile, and no dangling reference", ({ expect }) => {
    const ajv = withFormats(new Ajv2020({ strict: true, allowUnionTypes: true }));
    ajv.addKeyword("components").addSchema({ $id: "doc", components: OPENAPI.components });

    for (const name of Object.keys(OPENAPI.components.schemas)) {
      expect(() => ajv.compile({ $ref: `doc#/components/schemas/${name}` }), name).not.toThrow();
    }
  });
});

describe("asyncapi.json", () => {
  it("is valid AsyncAPI 3.0", VALIDATOR, async ({ expect }) => {
    const { document, diagnostics } = await new Parser().parse(JSON.stringify(ASYNCAPI));

    const grave = new Set<number>([DiagnosticSeverity.Error, DiagnosticSeverity.Warning]);
    expect(diagnostics.filter(({ severity }) => grave.has(severity))).toEqual([]);
    expect(document?.version()).toBe("3.0.0");
  });

  it("has every frame of both subprotocols, in both directions", ({ expect }) => {
    const builders = [
      ...read("src/protocol/server-messages.ts").matchAll(/type: ?"(\w+)"|"type":"(\w+)"/g),
    ];
    const inCode = new Set(builders.map(([, plain, quoted]) => plain ?? quoted));
    const clientTypes = [...read("src/protocol/client-messages.ts").matchAll(/type: "(\w+)"/g)];
    const { signalsV1, signalsV2 } = ASYNCAPI.channels;
    const serverTypes = Object.keys(signalsV2?.messages ?? {}).filter(
      (name) => !name.startsWith("client."),
    );

    expect(new Set(serverTypes)).toEqual(new Set([...inCode, "batch"]));
    expect(Object.keys(signalsV1?.messages ?? {})).toEqual([
      ...Object.keys(FRAMES_V1),
      ...Object.keys(CLIENT_FRAMES_V1).map((name) => `client.${name}`),
    ]);
    expect(new Set(clientTypes.map(([, type]) => type))).toEqual(
      new Set(Object.keys(CLIENT_FRAMES_V2)),
    );
    expect(Object.keys(FRAMES_V2)).toHaveLength(inCode.size);
  });

  it("has every error that closes a socket or is an error frame", ({ expect }) => {
    const closes = Object.entries(ERRORS).flatMap(([code, row]) => ("close" in row ? [code] : []));
    const errors = Object.keys(ERRORS).filter((code) => code.startsWith("frame_"));
    const error = JSON.stringify(ASYNCAPI.components.schemas["signalsV2.error"]);

    expect(ASYNCAPI["x-closes"].map(({ error }) => error)).toEqual(closes);
    for (const code of [...errors, "unauthorized"]) {
      const isFrame = !closes.includes(code) || code === "unauthorized";
      expect([code, error.includes(`"const":"${code}"`)]).toEqual([code, isFrame]);
    }
  });

  it("is true of every frame that the README shows", ({ expect }) => {
    const ajv = withFormats(new Ajv({ strict: true, allowUnionTypes: true }));
    ajv.addKeyword("components").addSchema({ $id: "doc", components: ASYNCAPI.components });
    const validateFrame = (channel: string, name: string, frame: string): void => {
      const validate = ajv.compile({ $ref: `doc#/components/schemas/${channel}.${name}` });
      validate(JSON.parse(frame));
      expect([frame, validate.errors]).toEqual([frame, null]);
    };
    const v1 = framesOf("## Messages of v1");
    const v2 = framesOf("## Messages of v2");
    const status = statusFrame({
      scanner: { state: "live", lastAt: 0 },
      backup: { state: "down", lastAt: null },
    });
    const isServerFrame = (frame: string): boolean => typeOf(frame) in FRAMES_V2;
    const stored = v2.filter((frame) => /^\{"type":"(new_signal|signal_update)"/.test(frame));

    expect([v1.length, v2.length, stored.length]).toEqual([8, 13, 2]);
    for (const frame of v1) validateFrame("signalsV1", typeOf(frame), frame);
    for (const frame of [
      ...v2.filter(isServerFrame),
      status,
      errorFrame("unauthorized", "Unauthorized"),
    ]) {
      validateFrame("signalsV2", typeOf(frame), frame);
    }
    for (const frame of v2.filter((frame) => !isServerFrame(frame))) {
      validateFrame("signalsV2", `client.${typeOf(frame)}`, frame);
    }
    validateFrame("signalsV2", "batch", joinFrames(stored));
  });
});

describe("the schemas of client messages", () => {
  const FRAMES = [
    '{"type":"ping"}',
    '{"type":"pong","extra":1}',
    '{"type":"auth","token":"a.b.c"}',
    '{"type":"auth"}',
    '{"type":"auth","token":1}',
    '{"type":"subscribe","filter":{}}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","filter":[]}',
    '{"type":"subscribe","filter":null}',
    '{"type":"subscribe","filter":{"coin":["NB"]}}',
    '{"type":"subscribe","filter":{"coin_name":["NB"],"min_spread":0.5}}',
    '{"type":"subscribe","filter":{"coin_name":"NB"}}',
    '{"type":"subscribe","filter":{"coin_name":[1]}}',
    '{"type":"subscribe","filter":{"min_spread":"0.50"}}',
    '{"type":"subscribe","filter":{"min_spread":"1e3"}}',
    '{"type":"subscribe","filter":{"min_spread":-1}}',
    '{"type":"subscribe","filter":{"min_spread":null}}',
    `{"type":"subscribe","filter":{"position":["${"x".repeat(65)}"]}}`,
    `{"type":"subscribe","filter":{"position":${JSON.stringify(Array(101).fill("x"))}}}`,
    '{"type":"hello"}',
    "{}",
    "[]",
    "null",
    "1",
  ];

  it.for(["signals.v1", "signals.v2"] satisfies Subprotocol[])(
    "accept the same frames as the parser of %s",
    (subprotocol, { expect }) => {
      for (const frame of FRAMES) {
        const { ok } = parseClientFrame(frame, subprotocol);
        expect([frame, clientFrameOf[subprotocol].safeParse(JSON.parse(frame)).success]).toEqual([
          frame,
          ok,
        ]);
      }
    },
  );
});
