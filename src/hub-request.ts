// Encodes and decodes the connect request from the Worker to the hub, and the hub's rejection.

import type { Subprotocol } from "./protocol/subprotocol.ts";
import type { Filter } from "./protocol/filter.ts";
import type { Cursor } from "./protocol/cursor.ts";
import type { Result } from "./protocol/result.ts";
import type { CloseReason } from "./protocol/close-codes.ts";
import { ERRORS } from "./errors.ts";

/** The VIP claim of a token. A number is its end in Unix milliseconds. */
export type VipStatus = "none" | "unlimited" | number;

/** The claims of a verified access token. */
export interface TokenClaims {
  /** Unix milliseconds, of `exp`. */
  readonly expiresAt: number;
  /** Unix seconds, or `null` for a token without `iat`. */
  readonly issuedAt: number | null;
  readonly vip: VipStatus;
}

/** The user of a verified access token. */
export interface Principal {
  readonly userId: string;
  readonly claims: TokenClaims;
}

/** The parts of an upgrade request for the hub, each checked by the Worker. */
export interface ConnectRequest extends Principal {
  readonly subprotocol: Subprotocol;
  /** `Sec-WebSocket-Protocol` of the 101, or `null` where the client offered no known subprotocol. */
  readonly selectedProtocol: Subprotocol | null;
  readonly filter: Filter;
  /** The cursor of the last message handled. `null` for a first connect, and always in v1. */
  readonly since: Cursor | null;
  /** The data centre of the client's connection, an IATA code such as `FRA`, or `unknown`. */
  readonly colo: string;
  /** The service's name, for the `connected` frame. */
  readonly service: string;
}

/** Why the hub may reject a socket after the Worker's checks. */
export type ConnectRejectionCode = CloseReason &
  ("unauthorized" | "vip_required" | "rate_limited" | "overloaded");

/** Verifies a token for the hub, which has no keys. Clients send one on an open socket with `auth`. */
export interface TokenVerifier {
  /** The principal, `unauthorized` for an invalid token, or `overloaded` while keys or settings are missing. */
  verify(token: string): Promise<Result<Principal, "unauthorized" | "overloaded">>;
}

/** The Worker's entrypoint of this name (src/index.ts), through the loopback `ctx.exports`. */
export function tokenVerifierOf(ctx: DurableObjectState): TokenVerifier {
  // SAFETY: the entrypoint implements the interface. A generated type of `exports` would make the hub import it.
  return (ctx.exports as unknown as { readonly TokenVerifier: TokenVerifier }).TokenVerifier;
}

const CONNECT_HEADER = "x-signal-hub-connect";
const REJECTION_HEADER = "x-signal-hub-rejection";

/** A new request for the hub. It carries no header and no URL of the client. */
export function encodeConnect(connectRequest: ConnectRequest): Request {
  return new Request("https://hub.internal/socket", {
    headers: { Upgrade: "websocket", [CONNECT_HEADER]: asciiJson(connectRequest) },
  });
}

/** The connect request, or `null` for a request without one. */
export function decodeConnect(request: Request): ConnectRequest | null {
  const text = request.headers.get(CONNECT_HEADER);
  if (text === null) return null;
  return JSON.parse(text) as ConnectRequest; // SAFETY: only `encodeConnect` writes it. The hub has no public address.
}

/** The hub's response instead of a 101. */
export function encodeRejection(code: ConnectRejectionCode): Response {
  return new Response(null, { status: ERRORS[code].http, headers: { [REJECTION_HEADER]: code } });
}

/** Why the hub rejected the socket, or `null` for a 101. An unknown response counts as `overloaded`. */
export function decodeRejection(response: Response): ConnectRejectionCode | null {
  if (response.status === 101) return null;
  const code = response.headers.get(REJECTION_HEADER);
  return isConnectRejectionCode(code) ? code : "overloaded";
}

function isConnectRejectionCode(code: string | null): code is ConnectRejectionCode {
  return (
    code === "unauthorized" ||
    code === "vip_required" ||
    code === "rate_limited" ||
    code === "overloaded"
  );
}

/** Escapes all but ASCII. Header values are Latin-1 at most (RFC 9110 section 5.5); a user id may hold more. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
