// Holds whatever the service says in a test against the schemas that its contracts are made from.

import type * as z from "zod";
import { ANSWERS, PROBLEMS } from "../../src/contract/answers.ts";
import { DOORS, type Door } from "../../src/contract/doors.ts";
import { frameOf } from "../../src/contract/frames.ts";
import type { Dialect } from "../../src/protocol/dialect.ts";
import { REFUSALS, type HttpRefusalCode } from "../../src/refusals.ts";

/** May come from any path: the documents say it once. */
const ANYWHERE: readonly HttpRefusalCode[] = ["not_found", "method_not_allowed"];

const PATTERNS = Object.entries(DOORS).map(([route, door]) => {
  const [method, path] = route.split(" ");
  return { method, path: new RegExp(`^${path?.replaceAll(/:\w+/g, "[^/]+")}$`), door };
});

/** Throws where the answer isn't one that the OpenAPI document has for this request. */
export async function checkAnswer(request: Request, answer: Response): Promise<void> {
  const { pathname } = new URL(request.url);
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (method === "OPTIONS" && answer.status === 204) return;
  const door = PATTERNS.find((known) => known.method === method && known.path.test(pathname))?.door;
  const problem = await problemWith(door, request, answer);
  if (problem === null) return;
  throw new Error(`openapi.json: ${request.method} ${pathname}, ${answer.status}: ${problem}`);
}

async function problemWith(
  door: Door | undefined,
  request: Request,
  answer: Response,
): Promise<string | null> {
  const type = answer.headers.get("Content-Type");
  if (type === "application/problem+json") {
    const codes = [...(door?.refusals ?? []), ...ANYWHERE];
    if (request.method === "HEAD") {
      const known = codes.some((code) => REFUSALS[code].http === answer.status);
      return known ? null : "not the status of a refusal of this door";
    }
    const body: unknown = await answer.clone().json();
    const code = codes.find((code) => code === (body as { readonly code?: unknown }).code);
    if (code === undefined) return `not a refusal of this door: ${JSON.stringify(body)}`;
    if (REFUSALS[code].http !== answer.status) return "the status of another row";
    return problemOf(PROBLEMS.get(code), body);
  }

  const told = door?.answers[answer.status];
  switch (told) {
    case undefined:
      return "not an answer of this door";
    case "socket":
      return answer.webSocket === null ? "no socket" : null;
    case "nothing":
      return answer.body === null ? null : "a body";
    case "events":
      return type === "text/event-stream" ? null : `events as ${type}`;
    case "metrics":
      return type?.startsWith("text/plain; version=0.0.4") ? null : `metrics as ${type}`;
    default:
      if (type !== "application/json") return `JSON as ${type}`;
      return request.method === "HEAD"
        ? null
        : problemOf(ANSWERS[told], await answer.clone().json());
  }
}

/** What is wrong with a frame that the service sent, or `null`. */
export function problemWithFrame(dialect: Dialect, frame: string): string | null {
  const problem = problemOf(frameOf[dialect], JSON.parse(frame));
  return problem === null ? null : `asyncapi.json: ${dialect}: ${problem}\n${frame.slice(0, 500)}`;
}

function problemOf(schema: z.ZodType | undefined, value: unknown): string | null {
  const parsed = schema?.safeParse(value);
  return parsed?.success ? null : JSON.stringify(parsed?.error.issues.slice(0, 3) ?? "no schema");
}
