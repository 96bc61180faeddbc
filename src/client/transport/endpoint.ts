// The addresses of the feed, for each transport and filter.

import { filterQuery, type FilterRequest } from "../../protocol/filter.ts";
import { formatCursor, type Cursor } from "../../protocol/cursor.ts";
import type { TransportKind } from "./transport.ts";
import type { Platform } from "../platform/platform.ts";

/** The address of the WebSocket endpoint. In a page it may be relative. Throws a `TypeError` for anything else. */
export function parseUrl(url: string | URL): URL {
  // Only a page has a location.
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  const parsed = new URL(url, location?.href);
  parsed.protocol = parsed.protocol.replace("http", "ws");
  if (parsed.pathname === "/") parsed.pathname = "/ws/signals";
  return parsed;
}

const SOCKET_PATH = /\/ws\/signals$/;

/** The transports of this platform, the preferred one first. Throws a `TypeError` where there is none. */
export function availableTransports(platform: Platform, url: URL): readonly TransportKind[] {
  const transports: TransportKind[] = [];
  if (platform.WebSocket) transports.push("socket");
  if (platform.fetch && SOCKET_PATH.test(url.pathname)) transports.push("stream");
  if (transports.length === 0)
    throw new TypeError("this platform has no WebSocket: give one in `platform`");
  return transports;
}

/** The address of one connection. `since` is where its messages begin. */
export function connectUrl(
  url: URL,
  transport: TransportKind,
  filter: FilterRequest,
  since: Cursor | null,
): URL {
  const target = new URL(url);
  for (const [name, value] of filterQuery(filter)) target.searchParams.set(name, value);
  if (since !== null) target.searchParams.set("since", formatCursor(since));
  if (transport === "stream") {
    target.protocol = target.protocol.replace("ws", "http");
    target.pathname = target.pathname.replace(SOCKET_PATH, "/sse/signals");
  }
  return target;
}

/** The filter as text. Two filters with the same text mean the same to the service. */
export function filterText(filter: FilterRequest): string {
  return filterQuery(filter).toString();
}
