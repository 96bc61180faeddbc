// The dialects of the feed, by the names clients offer them under.

export type Dialect = "signals.v1";

export const DIALECTS: readonly Dialect[] = ["signals.v1"];

/** Beside a dialect, a client may offer `bearer.<jwt>`: a token that stays out of the URL. */
export const BEARER_PROTOCOL = "bearer.";
