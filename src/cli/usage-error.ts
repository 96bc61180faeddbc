// The one way a command says "not like this".

/** The caller can put it right: the message says how. Never carries a secret. */
export class UsageError extends Error {}
