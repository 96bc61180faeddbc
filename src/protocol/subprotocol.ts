// The dialects of the feed, by the names clients offer them under.

/** `signals.v1` is the guide to the letter; `signals.v2` adds positions, resume and filters that change. */
export type Subprotocol = "signals.v1" | "signals.v2";

/** In the order of preference, where a client offers both. */
export const SUBPROTOCOLS: readonly Subprotocol[] = ["signals.v2", "signals.v1"];

/** Beside a dialect, a client may offer `bearer.<jwt>`: a token that stays out of the URL. */
export const BEARER_PROTOCOL = "bearer.";
