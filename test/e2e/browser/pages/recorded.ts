// The events of a page, for its test to read.

export const RECORDED: unknown[] = [];

Object.assign(globalThis, { RECORDED });
