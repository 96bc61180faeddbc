// The events of a page, for the test to read.

/** Everything recorded so far, oldest first. */
export const RECORDED: unknown[] = [];

Object.assign(globalThis, { RECORDED });
