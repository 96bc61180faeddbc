// What crosses from the Worker to the hub when a socket is passed on: both halves, and the answer.

import type { Dialect } from "./protocol/dialect.ts";
import type { Filter } from "./protocol/filter.ts";
import type { Position } from "./protocol/position.ts";
import type { Result } from "./protocol/result.ts";
import type { CloseRefusalCode } from "./refusals.ts";
import { REFUSALS } from "./refusals.ts";

/** VIP by the token's word: not, without end, or until a moment in Unix milliseconds. */
export type Vip = "none" | "unlimited" | number;

/** What a verified access token says. */
export interface TokenRights {
  /** Unix milliseconds. */
  readonly expiresAt: number;
  /** Unix seconds, where the issuer told. */
  readonly issuedAt: number | null;
  readonly vip: Vip;
}

/** Who a verified access token speaks for. */
export interface Caller {
  readonly userId: string;
  readonly rights: TokenRights;
}

/** Everything the hub may know of an upgrade request, each part checked by the Worker. */
export interface Handoff extends Caller {
  readonly dialect: Dialect;
  /** The sub-protocol that the 101 must name; `null` when the client offered no dialect. */
  readonly echo: Dialect | null;
  readonly filter: Filter;
  /** v2: the last message the client handled; `null` for a first connect. */
  readonly since: Position | null;
  /** Where the client reached the platform: a data centre's code such as `FRA`, or `unknown`. */
  readonly location: string;
  /** The service's name, for the first frame. */
  readonly service: string;
}

/** The codes with which a hub may turn down a socket that the Worker let through. */
export type HandoffRefusalCode = CloseRefusalCode &
  ("unauthorized" | "vip_required" | "rate_limited" | "overloaded");

/** The way back: the hub asks the Worker about a token that arrives on an open socket. */
export interface TokenDoor {
  /** Whose token it is; `unauthorized` for one that is no good, `overloaded` where that can't be told now. */
  verify(token: string): Promise<Result<Caller, "unauthorized" | "overloaded">>;
}

/** The Worker's entry of that name (src/index.ts), reached through the platform's loopback. */
export function tokenDoorOf(ctx: DurableObjectState): TokenDoor {
  // SAFETY: the entry implements the interface; the generated type of `exports` would tie the hub to it.
  return (ctx.exports as unknown as { readonly TokenDoor: TokenDoor }).TokenDoor;
}

const HANDOFF = "x-signal-hub-handoff";
const REFUSED = "x-signal-hub-refused";

/** A fresh request: nothing of the client's own goes along. */
export function handoffRequest(handoff: Handoff): Request {
  return new Request("https://hub.internal/socket", {
    headers: { Upgrade: "websocket", [HANDOFF]: asciiJson(handoff) },
  });
}

/** The handoff, or `null` for a request that the Worker didn't build. */
export function readHandoff(request: Request): Handoff | null {
  const text = request.headers.get(HANDOFF);
  if (text === null) return null;
  return JSON.parse(text) as Handoff; // SAFETY: only `handoffRequest` writes it; the hub has no public address.
}

export function refusedHandoff(code: HandoffRefusalCode): Response {
  return new Response(null, { status: REFUSALS[code].http, headers: { [REFUSED]: code } });
}

/** The hub's refusal, or `null` where it took the socket. */
export function readRefusedHandoff(answer: Response): HandoffRefusalCode | null {
  if (answer.status === 101) return null;
  const code = answer.headers.get(REFUSED);
  return isHandoffRefusalCode(code) ? code : "overloaded";
}

function isHandoffRefusalCode(code: string | null): code is HandoffRefusalCode {
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
