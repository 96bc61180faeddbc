// What crosses from the Worker to the hub when a socket is passed on: both halves, and the answer.

import type { Subprotocol } from "./protocol/subprotocol.ts";
import type { Filter } from "./protocol/filter.ts";
import type { Cursor } from "./protocol/cursor.ts";
import type { Result } from "./protocol/result.ts";
import type { CloseErrorCode } from "./errors.ts";
import { ERRORS } from "./errors.ts";

/** VIP by the token's word: not, without end, or until a moment in Unix milliseconds. */
export type VipStatus = "none" | "unlimited" | number;

/** What a verified access token says. */
export interface TokenClaims {
  /** Unix milliseconds. */
  readonly expiresAt: number;
  /** Unix seconds, where the issuer told. */
  readonly issuedAt: number | null;
  readonly vip: VipStatus;
}

/** Who a verified access token speaks for. */
export interface Principal {
  readonly userId: string;
  readonly claims: TokenClaims;
}

/** Everything the hub may know of an upgrade request, each part checked by the Worker. */
export interface ConnectRequest extends Principal {
  readonly subprotocol: Subprotocol;
  /** The sub-protocol that the 101 must name; `null` when the client offered no dialect. */
  readonly selectedProtocol: Subprotocol | null;
  readonly filter: Filter;
  /** v2: the last message the client handled; `null` for a first connect. */
  readonly since: Cursor | null;
  /** Where the client reached the platform: a data centre's code such as `FRA`, or `unknown`. */
  readonly colo: string;
  /** The service's name, for the first frame. */
  readonly service: string;
}

/** The codes with which a hub may turn down a socket that the Worker let through. */
export type ConnectRejectionCode = CloseErrorCode &
  ("unauthorized" | "vip_required" | "rate_limited" | "overloaded");

/** The way back: the hub asks the Worker about a token that arrives on an open socket. */
export interface TokenVerifier {
  /** Whose token it is; `unauthorized` for one that is no good, `overloaded` where that can't be told now. */
  verify(token: string): Promise<Result<Principal, "unauthorized" | "overloaded">>;
}

/** The Worker's entry of that name (src/index.ts), reached through the platform's loopback. */
export function tokenVerifierOf(ctx: DurableObjectState): TokenVerifier {
  // SAFETY: the entry implements the interface; the generated type of `exports` would tie the hub to it.
  return (ctx.exports as unknown as { readonly TokenVerifier: TokenVerifier }).TokenVerifier;
}

const CONNECT_HEADER = "x-signal-hub-connect";
const REJECTION_HEADER = "x-signal-hub-rejection";

/** A fresh request: nothing of the client's own goes along. */
export function encodeConnect(connectRequest: ConnectRequest): Request {
  return new Request("https://hub.internal/socket", {
    headers: { Upgrade: "websocket", [CONNECT_HEADER]: asciiJson(connectRequest) },
  });
}

/** The handoff, or `null` for a request that the Worker didn't build. */
export function decodeConnect(request: Request): ConnectRequest | null {
  const text = request.headers.get(CONNECT_HEADER);
  if (text === null) return null;
  return JSON.parse(text) as ConnectRequest; // SAFETY: only `handoffRequest` writes it; the hub has no public address.
}

export function encodeRejection(code: ConnectRejectionCode): Response {
  return new Response(null, { status: ERRORS[code].http, headers: { [REJECTION_HEADER]: code } });
}

/** The hub's refusal, or `null` where it took the socket. */
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

/** Header values are Latin-1 at most (RFC 9110 section 5.5); a user's id may not be. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
