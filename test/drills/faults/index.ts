// The list of faults, in the order in which they happen and are printed.

import type { Fault } from "../fault.ts";
import { alarmFails } from "./alarm-fails.ts";
import { alarmLate } from "./alarm-late.ts";
import { answerLost } from "./answer-lost.ts";
import { closesNeverAnswered } from "./closes-never-answered.ts";
import { connectionResets } from "./connection-resets.ts";
import { drainedForADeploy } from "./drained-for-a-deploy.ts";
import { duplicatesInParallel } from "./duplicates-in-parallel.ts";
import { halfOpenSockets } from "./half-open-sockets.ts";
import { hubAbortedInFanOut } from "./hub-aborted-in-fan-out.ts";
import { hubEvictedSocketsDropped } from "./hub-evicted-sockets-dropped.ts";
import { hubEvictedSocketsKept } from "./hub-evicted-sockets-kept.ts";
import { issuerClockSkewed } from "./issuer-clock-skewed.ts";
import { jwksDown } from "./jwks-down.ts";
import { jwksRotates } from "./jwks-rotates.ts";
import { jwksSlow } from "./jwks-slow.ts";
import { overloadedErrors, retryableErrors } from "./marked-errors.ts";
import { newerWorkerOlderHub } from "./newer-worker-older-hub.ts";
import { oldAttachment } from "./old-attachment.ts";
import { processKilled } from "./process-killed.ts";
import { producerClockSkewed } from "./producer-clock-skewed.ts";
import { resetBeforeCommit } from "./reset-before-commit.ts";
import { sendThrows } from "./send-throws.ts";
import { slowNetwork } from "./slow-network.ts";
import { storageWritesFail } from "./storage-writes-fail.ts";
import { updatesForUnknownSignals } from "./updates-for-unknown-signals.ts";

export const FAULTS: readonly Fault[] = [
  hubEvictedSocketsKept,
  hubEvictedSocketsDropped,
  hubAbortedInFanOut,
  resetBeforeCommit,
  processKilled,
  drainedForADeploy,
  oldAttachment,
  newerWorkerOlderHub,
  storageWritesFail,
  alarmFails,
  alarmLate,
  sendThrows,
  overloadedErrors,
  retryableErrors,
  answerLost,
  duplicatesInParallel,
  updatesForUnknownSignals,
  producerClockSkewed,
  issuerClockSkewed,
  jwksDown,
  jwksSlow,
  jwksRotates,
  connectionResets,
  slowNetwork,
  halfOpenSockets,
  closesNeverAnswered,
];
