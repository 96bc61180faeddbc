// The feed's WebSocket subprotocols (RFC 6455 section 1.9).

/** `signals.v1` is the guide to the letter. `signals.v2` adds cursors, resume and changing filters. */
export type Subprotocol = "signals.v1" | "signals.v2";

/** Every subprotocol, the preferred one first. */
export const SUBPROTOCOLS: readonly Subprotocol[] = ["signals.v2", "signals.v1"];

/**
 * A client may also offer `bearer.<jwt>`. Browsers can't set headers of a WebSocket's upgrade, and this keeps the token
 * out of the URL.
 */
export const BEARER_PROTOCOL = "bearer.";
