// Evaluates a feed. It reconciles the producers' responses, the messages on the disk and the clients' messages.

import { messageText, type Expected, type Published } from "../plan/expectation.ts";
import type { Draft } from "../plan/feed.ts";
import type { DrillFilter } from "../plan/filters.ts";
import type { ClientTotals } from "../clients/client-totals.ts";
import type { ResumingClient } from "../clients/resuming-client.ts";
import type { V1Client } from "../clients/v1-client.ts";
import { reconcileV1, type V1Reconciliation } from "./reconcile-v1.ts";
import type { Records } from "../clients/producer.ts";
import { reconcile, type ResumableClient, type Reconciliation } from "./reconcile.ts";
import { wrongSnapshots } from "./snapshots.ts";
import type { StoredMessage } from "./stored-log.ts";

/** The ledger's columns. They count messages, and from `delivered` on messages times clients. */
export interface LedgerLine {
  /** Planned for the producers. */
  readonly published: number;
  /** In publish requests answered 200. */
  readonly acknowledged: number;
  /** Once in a publish request with no response or a 5xx. */
  readonly unknown: number;
  /** Unknown ones with a known outcome in the end. */
  readonly resolved: number;
  /** On the disk in the end. */
  readonly stored: number;
  readonly delivered: number;
  readonly duplicated: number;
  /** Acknowledged or found in the log and not on the disk, or not delivered to a matching client. */
  readonly missing: number;
  /** On the disk or delivered, but never published, altered, or outside the client's filter. */
  readonly foreign: number;
}

export interface FeedResult {
  readonly line: LedgerLine;
  readonly resumes: number;
  readonly snapshots: number;
  readonly closes: ReadonlyMap<string, number>;
  /** The broken promises. */
  readonly broken: readonly string[];
}

/** The records of a finished feed. */
export interface FeedEvidence {
  /** Messages in the plan. */
  readonly messages: number;
  readonly records: Records;
  readonly totals: ClientTotals;
  readonly clients: readonly ResumingClient[];
  /** All clients with a cursor, including SSE clients. */
  readonly resumable: readonly ResumableClient[];
  readonly v1Clients: readonly V1Client[];
  readonly publishedInOrder: readonly Published[];
  readonly expected: ReadonlyMap<DrillFilter, readonly Expected[]>;
  readonly stored: readonly StoredMessage[];
}

const EXAMPLES = 5;

export function evaluateFeed(evidence: FeedEvidence): FeedResult {
  const { records, totals, clients: resumingClients, expected, stored } = evidence;
  const reconciled = reconcile(evidence.resumable, totals, expected);
  const reconciledV1 = reconcileV1(evidence.v1Clients, totals, expected);
  const reconciledStorage = reconcileStored(records.published, stored);
  const line = {
    published: evidence.messages,
    acknowledged: records.acknowledged,
    unknown: records.unknown.size,
    resolved: records.resolved,
    stored: stored.length,
    delivered: reconciled.delivered + reconciledV1.delivered,
    duplicated: reconciled.duplicated + reconciledV1.duplicated,
    missing: reconciled.missing + reconciledV1.missing + reconciledStorage.missing.length,
    foreign:
      reconciled.foreign +
      reconciled.altered +
      reconciledV1.foreign +
      reconciledStorage.foreign.length,
  };
  const broken = [
    ...records.broken,
    ...failuresOf(reconciled),
    ...failuresOfV1(reconciledV1),
    ...failuresOfStorage(reconciledStorage),
    ...wrongSnapshots(resumingClients, evidence.publishedInOrder).slice(0, EXAMPLES),
    ...totals.unexpected.map((message) => `a client got an unexpected message: ${message}`),
  ];
  if (line.resolved < line.unknown) broken.push("the outcome of some messages is still unknown");
  if (records.published.size !== line.published) broken.push("not every message was published");
  return {
    line,
    resumes: totals.resumes,
    snapshots: totals.snapshots.length,
    closes: totals.closes,
    broken,
  };
}

/** The `seq` of each message missing on the disk, and of each foreign one. */
interface StorageReconciliation {
  readonly missing: readonly number[];
  readonly foreign: readonly number[];
}

function reconcileStored(
  published: ReadonlyMap<number, Draft>,
  stored: readonly StoredMessage[],
): StorageReconciliation {
  const storedTexts = new Map(stored.map(({ seq, text }) => [seq, text]));
  const missing = [...published.keys()].filter((seq) => !storedTexts.has(seq));
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

function failuresOfV1({ missing, duplicated, foreign }: V1Reconciliation): readonly string[] {
  return Object.entries({ missing, duplicated, foreign })
    .filter(([, count]) => count > 0)
    .map(([fault, count]) => `${count} messages were ${fault} in v1`);
}

export function failuresOf(reconciliation: Reconciliation): readonly string[] {
  const { missing, duplicated, reordered, foreign, altered, examples } = reconciliation;
  const faults = { missing, duplicated, reordered, foreign, altered };
  return [
    ...Object.entries(faults)
      .filter(([, count]) => count > 0)
      .map(([fault, count]) => `${count} messages were ${fault}`),
    ...examples,
  ];
}

function failuresOfStorage({ missing, foreign }: StorageReconciliation): readonly string[] {
  return [
    ...missing.slice(0, EXAMPLES).map((seq) => `message ${seq} is not on the disk`),
    ...foreign.slice(0, EXAMPLES).map((seq) => `message ${seq} on the disk was never published`),
  ];
}
