// The list of faults, in the order of running and printing.

import type { Fault } from "../fault.ts";
import { alarmFails } from "./hub/alarm-fails.ts";
import { alarmLate } from "./hub/alarm-late.ts";
import { responseLost } from "./publishing/response-lost.ts";
import { badBodies } from "./publishing/bad-bodies.ts";
import { closeHandshakeIgnored } from "./network/close-handshake-ignored.ts";
import { connectionResets } from "./network/connection-resets.ts";
import { massDisconnect } from "./load/mass-disconnect.ts";
import { deployUnderWrangler } from "./deploy/deploy-under-wrangler.ts";
import { diskFull } from "./storage/disk-full.ts";
import { diskReadOnly } from "./storage/disk-read-only.ts";
import { drainedForADeploy } from "./deploy/drained-for-a-deploy.ts";
import { duplicatesInParallel } from "./publishing/duplicates-in-parallel.ts";
import { everythingAtOnce } from "./load/everything-at-once.ts";
import { eventStreamsCut } from "./network/event-streams-cut.ts";
import { fiveThousandSockets } from "./load/five-thousand-sockets.ts";
import { forgedTokens } from "./auth/forged-tokens.ts";
import { garbageHandshakes } from "./network/garbage-handshakes.ts";
import { handshakeFails } from "./hub/handshake-fails.ts";
import { halfOpenSockets } from "./network/half-open-sockets.ts";
import { hubAbortedInFanOut } from "./hub/hub-aborted-in-fan-out.ts";
import { hubEvictedSocketsDropped } from "./hub/hub-evicted-sockets-dropped.ts";
import { hubEvictedSocketsOpen } from "./hub/hub-evicted-sockets-open.ts";
import { issuerClockSkewed } from "./auth/issuer-clock-skewed.ts";
import { connectDuringFlush } from "./load/connect-during-flush.ts";
import { junkFrames } from "./network/junk-frames.ts";
import { junkUpgrades } from "./network/junk-upgrades.ts";
import { jwksDown } from "./auth/jwks-down.ts";
import { jwksRotates } from "./auth/jwks-rotates.ts";
import { jwksSlow } from "./auth/jwks-slow.ts";
import { overloadedErrors, retryableErrors } from "./hub/marked-errors.ts";
import { newerWorkerOlderHub } from "./deploy/newer-worker-older-hub.ts";
import { oldAttachment } from "./deploy/old-attachment.ts";
import { oldSchema } from "./deploy/old-schema.ts";
import { processKilled } from "./hub/process-killed.ts";
import { producerClockSkewed } from "./publishing/producer-clock-skewed.ts";
import { resetBeforeCommit } from "./hub/reset-before-commit.ts";
import { sendThrows } from "./hub/send-throws.ts";
import { slowNetwork } from "./network/slow-network.ts";
import {
  fiftyStalledReaders,
  stalledReader,
  tenStalledReaders,
  twoHundredStalledReaders,
} from "./network/stalled-readers.ts";
import { storageWritesFail } from "./storage/storage-writes-fail.ts";
import { thousandConnectsThenHibernate } from "./load/thousand-connects-then-hibernate.ts";
import { updatesForUnknownSignals } from "./publishing/updates-for-unknown-signals.ts";

export const FAULTS: readonly Fault[] = [
  hubEvictedSocketsOpen,
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
  handshakeFails,
  overloadedErrors,
  retryableErrors,
  responseLost,
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
  closeHandshakeIgnored,
  stalledReader,
  tenStalledReaders,
  fiftyStalledReaders,
  twoHundredStalledReaders,
  connectDuringFlush,
  thousandConnectsThenHibernate,
  fiveThousandSockets,
  massDisconnect,
  junkUpgrades,
  junkFrames,
  garbageHandshakes,
  badBodies,
  forgedTokens,
  everythingAtOnce,
];

/** The faults of the short form. They are quick and run on every machine. */
export function shortForm(faults: readonly Fault[]): readonly Fault[] {
  return faults.filter(({ long }) => long !== true);
}
