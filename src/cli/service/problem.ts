// Problem documents of the service (RFC 9457) as lines for people.

import { printable } from "../terminal-text.ts";

/**
 * Title, status and code, then the detail, then a line for each of `errors`. Another body, such as a proxy's page, gives
 * a line with its status.
 */
export function problemLines(status: number, body: string): string[] {
  const problem = readObject(body);
  const title = text(problem["title"]) ?? "the answer is not a problem document";
  const code = text(problem["code"]);
  const detail = text(problem["detail"]);
  const errors: unknown[] = Array.isArray(problem["errors"]) ? problem["errors"] : [];
  return [
    `${title} (${status}${code === undefined ? "" : ` ${code}`})`,
    ...(detail === undefined ? [] : [detail]),
    ...errors.map((error) => `  ${errorLine(error)}`),
  ].map(printable);
}

/** A line such as `item 0 /data/id: is required`. An error of another shape is printed as JSON. */
function errorLine(error: unknown): string {
  const { index, path, reason, ...rest } = toObject(error);
  const where = [
    ...(typeof index === "number" ? [`item ${index}`] : []),
    ...(typeof path === "string" && path !== "" ? [path] : []),
  ].join(" ");
  const message = text(reason) ?? (Object.keys(rest).length > 0 ? JSON.stringify(rest) : undefined);
  if (message === undefined) return text(error) ?? JSON.stringify(error);
  return where === "" ? message : `${where}: ${message}`;
}

function readObject(body: string): Readonly<Record<string, unknown>> {
  try {
    return toObject(JSON.parse(body));
  } catch {
    return {};
  }
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
