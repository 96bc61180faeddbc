// What an upgrade request offers: a dialect, and a token in one of three places.

import { BEARER_PROTOCOL, DIALECTS, type Dialect } from "../protocol/dialect.ts";
import { bearerOf } from "./named-keys.ts";

export interface SocketOffer {
  readonly dialect: Dialect;
  /** The sub-protocol to name in the answer; `null` where no dialect was offered. */
  readonly echo: Dialect | null;
  /** The first token found: header, sub-protocol, query. */
  readonly token: string | null;
}

export function readSocketOffer(headers: Headers, query: URLSearchParams): SocketOffer {
  const offered = (headers.get("Sec-WebSocket-Protocol") ?? "")
    .split(",")
    .map((name) => name.trim());
  const echo = DIALECTS.find((dialect) => offered.includes(dialect)) ?? null;
  const bearer = offered.find((name) => name.startsWith(BEARER_PROTOCOL));
  return {
    dialect: echo ?? "signals.v1",
    echo,
    token: bearerOf(headers) ?? bearer?.slice(BEARER_PROTOCOL.length) ?? query.get("token"),
  };
}

/** `Upgrade` is compared without regard to case (RFC 6455 section 4.2.1). */
export function isUpgrade(headers: Headers): boolean {
  return headers.get("Upgrade")?.toLowerCase() === "websocket";
}
