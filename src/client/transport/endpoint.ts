// The addresses of the feed: which ways there are, and what a connection asks for in its query.

import { filterQuery, type FilterRequest } from "../../protocol/filter.ts";
import { formatCursor, type Cursor } from "../../protocol/cursor.ts";
import type { TransportKind } from "../connection/connection-state.ts";
import type { Platform } from "../platform/platform.ts";

export function parseUrl(url: string | URL): URL {
  // Only a page has a location.
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  const parsed = new URL(url, location?.href);
  parsed.protocol = parsed.protocol.replace("http", "ws");
  if (parsed.pathname === "/") parsed.pathname = "/ws/signals";
  return parsed;
}

const SOCKET_PATH = /\/ws\/signals$/;

export function availableTransports(platform: Platform, url: URL): readonly TransportKind[] {
  const transports: TransportKind[] = [];
  if (platform.WebSocket) transports.push("socket");
  if (platform.fetch && SOCKET_PATH.test(url.pathname)) transports.push("stream");
  if (transports.length === 0)
    throw new TypeError("this platform has no WebSocket: give one in `platform`");
  return transports;
}

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
