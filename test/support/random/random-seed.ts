// The seed of this run's random cases. It is part of the test titles. FC_SEED=<seed> repeats a run.

const given = Number(globalThis.process?.env["FC_SEED"] || Number.NaN);

export const SEED: number = Number.isSafeInteger(given) ? given : Date.now() % 2 ** 31;
