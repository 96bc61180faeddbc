// The list of faults, in the order in which they happen and are printed.

import type { Fault } from "../fault.ts";
import { alarmFails } from "./alarm-fails.ts";
import { alarmLate } from "./alarm-late.ts";
import { answerLost } from "./answer-lost.ts";
import { badBodies } from "./bad-bodies.ts";
import { closesNeverAnswered } from "./closes-never-answered.ts";
import { connectionResets } from "./connection-resets.ts";
import { crowdDropped } from "./crowd-dropped.ts";
import { deployUnderWrangler } from "./deploy-under-wrangler.ts";
import { diskFull } from "./disk-full.ts";
import { diskReadOnly } from "./disk-read-only.ts";
import { drainedForADeploy } from "./drained-for-a-deploy.ts";
import { duplicatesInParallel } from "./duplicates-in-parallel.ts";
import { everythingAtOnce } from "./everything-at-once.ts";
import { eventStreamsCut } from "./event-streams-cut.ts";
import { fiveThousandSockets } from "./five-thousand-sockets.ts";
import { forgedTokens } from "./forged-tokens.ts";
import { garbageHandshakes } from "./garbage-handshakes.ts";
import { greetingFails } from "./greeting-fails.ts";
import { halfOpenSockets } from "./half-open-sockets.ts";
import { hubAbortedInFanOut } from "./hub-aborted-in-fan-out.ts";
import { hubEvictedSocketsDropped } from "./hub-evicted-sockets-dropped.ts";
import { hubEvictedSocketsKept } from "./hub-evicted-sockets-kept.ts";
import { issuerClockSkewed } from "./issuer-clock-skewed.ts";
import { joinDuringBroadcast } from "./join-during-broadcast.ts";
import { junkFrames } from "./junk-frames.ts";
import { junkUpgrades } from "./junk-upgrades.ts";
import { jwksDown } from "./jwks-down.ts";
import { jwksRotates } from "./jwks-rotates.ts";
import { jwksSlow } from "./jwks-slow.ts";
import { overloadedErrors, retryableErrors } from "./marked-errors.ts";
import { newerWorkerOlderHub } from "./newer-worker-older-hub.ts";
import { oldAttachment } from "./old-attachment.ts";
import { oldSchema } from "./old-schema.ts";
import { processKilled } from "./process-killed.ts";
import { producerClockSkewed } from "./producer-clock-skewed.ts";
import { resetBeforeCommit } from "./reset-before-commit.ts";
import { sendThrows } from "./send-throws.ts";
import { slowNetwork } from "./slow-network.ts";
import {
  fiftyStalledReaders,
  stalledReader,
  tenStalledReaders,
  twoHundredStalledReaders,
} from "./stalled-readers.ts";
import { storageWritesFail } from "./storage-writes-fail.ts";
import { thousandRacingThenSleep } from "./thousand-racing-then-sleep.ts";
import { updatesForUnknownSignals } from "./updates-for-unknown-signals.ts";

export const FAULTS: readonly Fault[] = [
  hubEvictedSocketsKept,
  hubEvictedSocketsDropped,
  hubAbortedInFanOut,
  resetBeforeCommit,
  processKilled,
  deployUnderWrangler,
  drainedForADeploy,
  oldAttachment,
  oldSchema,
  newerWorkerOlderHub,
  storageWritesFail,
  diskFull,
  diskReadOnly,
  alarmFails,
  alarmLate,
  sendThrows,
  greetingFails,
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
  eventStreamsCut,
  slowNetwork,
  halfOpenSockets,
  closesNeverAnswered,
  stalledReader,
  tenStalledReaders,
  fiftyStalledReaders,
  twoHundredStalledReaders,
  joinDuringBroadcast,
  thousandRacingThenSleep,
  fiveThousandSockets,
  crowdDropped,
  junkUpgrades,
  junkFrames,
  garbageHandshakes,
  badBodies,
  forgedTokens,
  everythingAtOnce,
];

/** Those of them that neither take long nor need what not every machine has. */
export function shortForm(faults: readonly Fault[]): readonly Fault[] {
  return faults.filter(({ long }) => long !== true);
}
