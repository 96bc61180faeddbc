// The list of faults, in the order in which they happen and are printed.

import type { Fault } from "../fault.ts";
import { duplicatesInParallel } from "./duplicates-in-parallel.ts";
import { hubAbortedInFanOut } from "./hub-aborted-in-fan-out.ts";
import { hubEvictedSocketsDropped } from "./hub-evicted-sockets-dropped.ts";
import { hubEvictedSocketsKept } from "./hub-evicted-sockets-kept.ts";
import { processKilled } from "./process-killed.ts";
import { resetBeforeCommit } from "./reset-before-commit.ts";
import { sendThrows } from "./send-throws.ts";
import { storageWritesFail } from "./storage-writes-fail.ts";

export const FAULTS: readonly Fault[] = [
  hubEvictedSocketsKept,
  hubEvictedSocketsDropped,
  hubAbortedInFanOut,
  resetBeforeCommit,
  processKilled,
  storageWritesFail,
  sendThrows,
  duplicatesInParallel,
];
