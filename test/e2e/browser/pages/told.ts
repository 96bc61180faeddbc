// What a page was told, where the test can read it.

export const TOLD: unknown[] = [];

Object.assign(globalThis, { TOLD });
