// The verdict on a feed: what producers were told, what is on the disk and what clients have, held against
// each other.

import { messageText, type Expected, type Published } from "./expectation.ts";
import type { Draft } from "./feed.ts";
import type { DrillFilter } from "./filters.ts";
import type { ListenerTally } from "./listener-tally.ts";
import type { Listener } from "./listener.ts";
import type { PlainListener } from "./plain-listener.ts";
import { reckonPlain, type PlainReckoning } from "./plain-reckoning.ts";
import type { Records } from "./producer.ts";
import { reckon, type Numbered, type Reckoning } from "./reckoning.ts";
import { wrongSnapshots } from "./snapshots.ts";
import type { StoredMessage } from "./stored-log.ts";

/** The ledger's columns: messages, but for `delivered` and what follows, which are counted for each client. */
export interface LedgerLine {
  /** Given to the producers and posted. */
  readonly published: number;
  /** In posts that were answered 200. */
  readonly answered: number;
  /** At some time in a post without an answer, or answered 5xx. */
  readonly unknown: number;
  /** Of those, the ones whose fate is known by now. */
  readonly resolved: number;
  /** On the disk in the end. */
  readonly stored: number;
  readonly delivered: number;
  readonly doubled: number;
  /** Answered or found in the log, and not on the disk; or not sent to a client that it is for. */
  readonly missing: number;
  /** On the disk or with a client, and published by nobody, or not like this, or not for this client. */
  readonly foreign: number;
}

export interface Verdict {
  readonly line: LedgerLine;
  readonly resumes: number;
  readonly snapshots: number;
  readonly closes: ReadonlyMap<string, number>;
  /** Every promise that didn't hold. */
  readonly broken: readonly string[];
}

/** Everything that is known of a feed that is over. */
export interface Evidence {
  /** How many messages there were to be. */
  readonly messages: number;
  readonly records: Records;
  readonly tally: ListenerTally;
  readonly listeners: readonly Listener[];
  /** All the clients that know positions: those, and readers of streams. */
  readonly numbered: readonly Numbered[];
  readonly plain: readonly PlainListener[];
  readonly inOrder: readonly Published[];
  readonly expected: ReadonlyMap<DrillFilter, readonly Expected[]>;
  readonly stored: readonly StoredMessage[];
}

const EXAMPLES = 5;

export function reckonUp(evidence: Evidence): Verdict {
  const { records, tally, listeners, expected, stored } = evidence;
  const clients = reckon(evidence.numbered, tally, expected);
  const plain = reckonPlain(evidence.plain, tally, expected);
  const disk = reckonStored(records.published, stored);
  const line = {
    published: evidence.messages,
    answered: records.answered,
    unknown: records.unknown.size,
    resolved: records.resolved,
    stored: stored.length,
    delivered: clients.delivered + plain.delivered,
    doubled: clients.doubled + plain.doubled,
    missing: clients.missing + plain.missing + disk.missing.length,
    foreign: clients.foreign + clients.altered + plain.foreign + disk.foreign.length,
  };
  const broken = [
    ...records.broken,
    ...brokenBy(clients),
    ...brokenByPlain(plain),
    ...brokenOnDisk(disk),
    ...wrongSnapshots(listeners, evidence.inOrder).slice(0, EXAMPLES),
    ...tally.strange.map((what) => `a client heard something strange: ${what}`),
  ];
  if (line.resolved < line.unknown) broken.push("the fate of some messages is still unknown");
  if (records.published.size !== line.published) broken.push("not every message was published");
  return {
    line,
    resumes: tally.resumes,
    snapshots: tally.snapshots.length,
    closes: tally.closes,
    broken,
  };
}

/** Positions that should be on the disk and aren't, and the other way round. */
interface DiskReckoning {
  readonly missing: readonly number[];
  readonly foreign: readonly number[];
}

function reckonStored(
  published: ReadonlyMap<number, Draft>,
  stored: readonly StoredMessage[],
): DiskReckoning {
  const onDisk = new Map(stored.map(({ seq, text }) => [seq, text]));
  const missing = [...published.keys()].filter((seq) => !onDisk.has(seq));
  const foreign = stored
    .filter(({ seq, text }) => {
      const draft = published.get(seq);
      return draft === undefined || textOfDraft(draft) !== text;
    })
    .map(({ seq }) => seq);
  return { missing, foreign };
}

function textOfDraft({ type, signalType, id, data }: Draft): string {
  return messageText(type, signalType, type === "new_signal" ? null : id, data);
}

function brokenByPlain({ missing, doubled, foreign }: PlainReckoning): readonly string[] {
  return Object.entries({ missing, doubled, foreign })
    .filter(([, count]) => count > 0)
    .map(([fault, count]) => `${count} messages were ${fault} in v1`);
}

export function brokenBy(reckoning: Reckoning): readonly string[] {
  const { missing, doubled, reordered, foreign, altered, examples } = reckoning;
  const faults = { missing, doubled, reordered, foreign, altered };
  return [
    ...Object.entries(faults)
      .filter(([, count]) => count > 0)
      .map(([fault, count]) => `${count} messages were ${fault}`),
    ...examples,
  ];
}

function brokenOnDisk({ missing, foreign }: DiskReckoning): readonly string[] {
  return [
    ...missing.slice(0, EXAMPLES).map((seq) => `message ${seq} is not on the disk`),
    ...foreign
      .slice(0, EXAMPLES)
      .map((seq) => `message ${seq} on the disk was published by nobody`),
  ];
}
