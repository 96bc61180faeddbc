// Checks request bodies, from size and media type to UTF-8, JSON text and schema.

import { bodyLimit } from "hono/body-limit";
import type * as z from "zod";
import type { RawJson } from "../json/raw-json.ts";
import { parseRawJson } from "../json/parse-raw-json.ts";
import { LIMITS } from "../protocol/limits.ts";
import { schemaProblemOf } from "../protocol/publish/schema-problem.ts";
import { ApiError } from "../errors.ts";
import type { AppContext } from "./context.ts";

/** Rejects bodies above `bytes`. HTTP framing enforces `Content-Length`, and a body without one is counted. */
export function maxBodySize(bytes: number): ReturnType<typeof bodyLimit> {
  return bodyLimit({
    maxSize: bytes,
    onError: () => {
      throw new ApiError("body_too_big", { detail: `A body may have ${bytes} bytes.` });
    },
  });
}

const MEDIA_TYPE = /^application\/(json|x-ndjson) *(?:; *charset="?utf-8"? *)?$/i;

/** One JSON value, or one JSON value a line. */
export type BodyFormat = "json" | "ndjson";

/** The format of the body. Throws `media_type`, also for a compressed body. */
export function parseMediaType(headers: Headers): BodyFormat {
  const format = MEDIA_TYPE.exec(headers.get("Content-Type") ?? "")?.[1]?.toLowerCase();
  if (format === undefined) {
    const detail = "Send Content-Type: application/json (or application/x-ndjson to publish).";
    throw new ApiError("media_type", { detail });
  }
  if ((headers.get("Content-Encoding") ?? "identity").toLowerCase() !== "identity") {
    throw new ApiError("media_type", { detail: "Send the body without a Content-Encoding." });
  }
  return format === "json" ? "json" : "ndjson";
}

/**
 * The body as checked JSON text. `request.json()` would hide bad UTF-8, equal keys and lost digits.
 * Throws `body_malformed` with the offset.
 */
export function checkedJson(bytes: ArrayBuffer): RawJson {
  return checkedText(decodeUtf8(bytes), "The body");
}

/** JSON white space. A line with a form feed, a no-break space or a byte order mark isn't blank. */
const BLANK = /^[ \t\r]*$/;

/**
 * The lines of a body as checked JSON texts, without blank lines (github.com/ndjson/ndjson-spec). Throws
 * `body_malformed`.
 */
export function checkedLines(bytes: ArrayBuffer): readonly RawJson[] {
  return decodeUtf8(bytes)
    .split("\n")
    .flatMap((line, index) =>
      BLANK.test(line) ? [] : [checkedText(line, `Line ${index + 1} of the body`)],
    );
}

function checkedText(text: string, name: string): RawJson {
  const json = parseRawJson(text, LIMITS.jsonDepth);
  if (json.ok) return json.value;
  const { offset, reason } = json.error;
  throw new ApiError("body_malformed", { detail: `${name} ${reason}, at character ${offset}.` });
}

/**
 * The parsed body. An empty body is valid where the schema has a default. Throws `body_malformed`,
 * `body_invalid` or `media_type`.
 */
export async function parseBody<Body>(schema: z.ZodType<Body>, c: AppContext): Promise<Body> {
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength === 0) {
    const byDefault = schema.safeParse(undefined);
    if (byDefault.success) return byDefault.data;
  }
  if (parseMediaType(c.req.raw.headers) !== "json") {
    throw new ApiError("media_type", { detail: "Send Content-Type: application/json." });
  }
  const parsed = schema.safeParse(JSON.parse(checkedJson(bytes)));
  if (parsed.success) return parsed.data;
  throw new ApiError("body_invalid", {
    errors: parsed.error.issues.map((issue) => ({ index: 0, ...schemaProblemOf(issue) })),
  });
}

function decodeUtf8(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new ApiError("body_malformed", { detail: "The body is not UTF-8." });
  }
}
