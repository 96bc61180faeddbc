// The addresses of the feed: which ways there are, and what a connection asks for in its query.

import { filterQuery, type FilterRequest } from "../protocol/filter.ts";
import { formatPosition, type Position } from "../protocol/position.ts";
import type { Via } from "./connection-state.ts";
import type { Platform } from "./platform.ts";

export function readUrl(url: string | URL): URL {
  // Only a page has a location.
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  const read = new URL(url, location?.href);
  read.protocol = read.protocol.replace("http", "ws");
  if (read.pathname === "/") read.pathname = "/ws/signals";
  return read;
}

const SOCKET_PATH = /\/ws\/signals$/;

export function waysOf(platform: Platform, url: URL): readonly Via[] {
  const ways: Via[] = [];
  if (platform.WebSocket) ways.push("socket");
  if (platform.fetch && SOCKET_PATH.test(url.pathname)) ways.push("stream");
  if (ways.length === 0)
    throw new TypeError("this platform has no WebSocket: give one in `platform`");
  return ways;
}

export function doorUrl(url: URL, via: Via, filter: FilterRequest, since: Position | null): URL {
  const door = new URL(url);
  for (const [name, value] of filterQuery(filter)) door.searchParams.set(name, value);
  if (since !== null) door.searchParams.set("since", formatPosition(since));
  if (via === "stream") {
    door.protocol = door.protocol.replace("ws", "http");
    door.pathname = door.pathname.replace(SOCKET_PATH, "/sse/signals");
  }
  return door;
}
