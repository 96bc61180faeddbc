// A request's body: its media type, its size, its bytes, its text.

import { bodyLimit } from "hono/body-limit";
import type * as z from "zod";
import { readJsonText, type JsonText } from "../protocol/json-text.ts";
import { LIMITS } from "../protocol/limits.ts";
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

const JSON_TYPE = /^application\/json *(?:; *charset="?utf-8"? *)?$/i;

/** The body as checked JSON text. `request.json()` would hide bad UTF-8, equal keys and lost digits. */
export async function readJsonBody(c: AppContext): Promise<JsonText> {
  return checkedJson(c.req.raw.headers, await c.req.arrayBuffer());
}

/** The body as the schema has it. No body at all will do where the schema has a default. */
export async function readBodyAs<Body>(schema: z.ZodType<Body>, c: AppContext): Promise<Body> {
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength === 0) {
    const byDefault = schema.safeParse(undefined);
    if (byDefault.success) return byDefault.data;
  }
  const parsed = schema.safeParse(JSON.parse(checkedJson(c.req.raw.headers, bytes)));
  if (parsed.success) return parsed.data;
  throw new Refusal("body_invalid", {
    errors: parsed.error.issues.map((issue) =>
      issue.code === "unrecognized_keys"
        ? // The keys themselves are the caller's bytes.
          { index: 0, path: "", reason: "has a key that the schema doesn't know" }
        : { index: 0, path: pointerTo(issue.path), reason: issue.message },
    ),
  });
}

/** A JSON pointer (RFC 6901) to a key of the schema. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key)}`).join("");
}

function checkedJson(headers: Headers, bytes: ArrayBuffer): JsonText {
  if (!JSON_TYPE.test(headers.get("Content-Type") ?? "")) {
    throw new Refusal("media_type", { detail: "Send Content-Type: application/json." });
  }
  if ((headers.get("Content-Encoding") ?? "identity").toLowerCase() !== "identity") {
    throw new Refusal("media_type", { detail: "Send the body without a Content-Encoding." });
  }
  const json = readJsonText(decodeUtf8(bytes), LIMITS.jsonDepth);
  if (!json.ok) {
    const { at, reason } = json.error;
    throw new Refusal("body_malformed", { detail: `The body ${reason}, at character ${at}.` });
  }
  return json.value;
}

function decodeUtf8(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new Refusal("body_malformed", { detail: "The body is not UTF-8." });
  }
}
