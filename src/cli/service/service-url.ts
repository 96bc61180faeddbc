// The address of the service, from --url or SIGNAL_HUB_URL.

import { UsageError } from "../command.ts";
import type { Settings } from "./local-settings.ts";

/** The service of a command. */
export interface Service {
  /** The HTTP address of one of its paths, such as `/healthz`. */
  http(path: string): string;
  /** Its address for people: scheme, host, port and path. */
  readonly name: string;
}

/** The schemes of --url, each with the scheme of the HTTP address. */
const SCHEMES = new Map([
  ["http:", "http:"],
  ["ws:", "http:"],
  ["https:", "https:"],
  ["wss:", "https:"],
]);

/** The option wins over `SIGNAL_HUB_URL`, and both win over port 8000 of this machine. Throws a `UsageError`. */
export function readService(option: string | undefined, settings: Settings): Service {
  const text = option ?? settings.get("SIGNAL_HUB_URL") ?? "http://localhost:8000";
  const url = URL.parse(text);
  const scheme = url === null ? undefined : SCHEMES.get(url.protocol);
  if (url === null || scheme === undefined) {
    throw new UsageError(
      "--url takes an address such as http://localhost:8000 or wss://example.com",
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError("--url takes an address without a user name and a password");
  }
  const base = `${scheme}//${url.host}${url.pathname.replace(/\/+$/, "")}`;
  return { http: (path) => `${base}${path}`, name: base };
}
