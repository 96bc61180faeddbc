// What a page was told, where the test can read it.

export const RECORDED: unknown[] = [];

Object.assign(globalThis, { TOLD: RECORDED });
