// Where the service is, for HTTP and for WebSocket.

import { UsageError } from "./usage-error.ts";
import type { Settings } from "./local-settings.ts";

export interface Service {
  /** The address of one of its HTTP doors. */
  http(path: string): string;
  /** The address of its socket, `query` included. */
  socket(query: URLSearchParams): string;
  /** What people call it: scheme, host, port and path. */
  readonly name: string;
}

const SCHEMES = new Map([
  ["http:", { http: "http:", socket: "ws:" }],
  ["ws:", { http: "http:", socket: "ws:" }],
  ["https:", { http: "https:", socket: "wss:" }],
  ["wss:", { http: "https:", socket: "wss:" }],
]);

/** The option wins over `SIGNAL_HUB_URL`, that over port 8000 of this machine. */
export function readService(option: string | undefined, settings: Settings): Service {
  const text = option ?? settings.get("SIGNAL_HUB_URL") ?? "http://localhost:8000";
  const url = URL.parse(text);
  const schemes = url === null ? undefined : SCHEMES.get(url.protocol);
  if (url === null || schemes === undefined) {
    throw new UsageError(
      "--url takes an address such as http://localhost:8000 or wss://example.com",
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError("--url takes an address without a user name and a password");
  }
  const base = `//${url.host}${url.pathname.replace(/\/+$/, "")}`;
  return {
    http: (path) => `${schemes.http}${base}${path}`,
    socket: (query) => {
      const filter = query.size === 0 ? "" : `?${query.toString()}`;
      return `${schemes.socket}${base}/ws/signals${filter}`;
    },
    name: `${schemes.http}${base}`,
  };
}
