// A request's body: its media type, its size, its bytes, its text.

import { bodyLimit } from "hono/body-limit";
import type * as z from "zod";
import type { JsonText } from "../protocol/json-text.ts";
import { readJsonText } from "../protocol/read-json-text.ts";
import { LIMITS } from "../protocol/limits.ts";
import { schemaProblemOf } from "../protocol/schema-problem.ts";
import { Refusal } from "../refusals.ts";
import type { AppContext } from "./context.ts";

/** Trusts `Content-Length`, as HTTP framing holds a client to it, and counts a body that has none. */
export function atMost(bytes: number): ReturnType<typeof bodyLimit> {
  return bodyLimit({
    maxSize: bytes,
    onError: () => {
      throw new Refusal("body_too_big", { detail: `A body may have ${bytes} bytes.` });
    },
  });
}

const MEDIA_TYPE = /^application\/(json|x-ndjson) *(?:; *charset="?utf-8"? *)?$/i;

/** One JSON value, or one a line. */
export type BodyFormat = "json" | "ndjson";

export function readMediaType(headers: Headers): BodyFormat {
  const format = MEDIA_TYPE.exec(headers.get("Content-Type") ?? "")?.[1]?.toLowerCase();
  if (format === undefined) {
    const detail = "Send Content-Type: application/json (or application/x-ndjson to ingest).";
    throw new Refusal("media_type", { detail });
  }
  if ((headers.get("Content-Encoding") ?? "identity").toLowerCase() !== "identity") {
    throw new Refusal("media_type", { detail: "Send the body without a Content-Encoding." });
  }
  return format === "json" ? "json" : "ndjson";
}

/** The body as checked JSON text. `request.json()` would hide bad UTF-8, equal keys and lost digits. */
export function checkedJson(bytes: ArrayBuffer): JsonText {
  return checkedText(decodeUtf8(bytes), "The body");
}

/** Only JSON's own white space: a form feed, a no-break space or a byte order mark is not nothing. */
const BLANK = /^[ \t\r]*$/;

/** The lines of a body as checked JSON texts; empty lines are none (github.com/ndjson/ndjson-spec). */
export function checkedLines(bytes: ArrayBuffer): readonly JsonText[] {
  return decodeUtf8(bytes)
    .split("\n")
    .flatMap((line, index) =>
      BLANK.test(line) ? [] : [checkedText(line, `Line ${index + 1} of the body`)],
    );
}

function checkedText(text: string, name: string): JsonText {
  const json = readJsonText(text, LIMITS.jsonDepth);
  if (json.ok) return json.value;
  const { at, reason } = json.error;
  throw new Refusal("body_malformed", { detail: `${name} ${reason}, at character ${at}.` });
}

/** The body as the schema has it. No body at all will do where the schema has a default. */
export async function readBodyAs<Body>(schema: z.ZodType<Body>, c: AppContext): Promise<Body> {
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength === 0) {
    const byDefault = schema.safeParse(undefined);
    if (byDefault.success) return byDefault.data;
  }
  if (readMediaType(c.req.raw.headers) !== "json") {
    throw new Refusal("media_type", { detail: "Send Content-Type: application/json." });
  }
  const parsed = schema.safeParse(JSON.parse(checkedJson(bytes)));
  if (parsed.success) return parsed.data;
  throw new Refusal("body_invalid", {
    errors: parsed.error.issues.map((issue) => ({ index: 0, ...schemaProblemOf(issue) })),
  });
}

function decodeUtf8(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new Refusal("body_malformed", { detail: "The body is not UTF-8." });
  }
}
