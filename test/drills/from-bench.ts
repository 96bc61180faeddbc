// The parts of the benchmark used by drills.

export { conclude, pause, progress, readOptions, table, type Cell } from "../bench/script.ts";
export { RawSocket } from "../bench/load/raw-socket.ts";
export { usageOf, type Usage } from "../bench/process-usage.ts";
export { bundleInto, compatibilityText, quote } from "../bench/worker-bundle.ts";
