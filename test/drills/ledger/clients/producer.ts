// A producer with retries. In the end it knows the `seq` of every message, also after lost responses.

import { WebSocket } from "ws";
import { pause } from "../../../bench/script.ts";
import { bodyOf, type Batch, type Draft } from "../plan/feed.ts";

/** The server of a ledger. `LiveServer` and `WorkerdServer` implement it. */
export interface LedgerServer {
  url(path: string): string;
  token(claims: { readonly sub: string }): Promise<string>;
  post(body: string, idempotencyKey?: string): Promise<Response>;
  operate(method: string, path: string): Promise<Response>;
  kill(): Promise<void>;
  start(): Promise<void>;
}

interface PublishResponse {
  readonly epoch: string;
  readonly seq: number;
  readonly results: readonly { readonly seq: number; readonly duplicate: boolean }[];
}

/** The shared records of all producers. */
export class Records {
  /** Each published message by its `seq`. */
  readonly published = new Map<number, Draft>();
  acknowledged = 0;
  /** Messages answered as duplicates after a retry. */
  duplicates = 0;
  /** The markers of all messages once sent without a response. */
  readonly unknown = new Set<number>();
  /** Publish requests without a response or with a 5xx. */
  unacknowledged = 0;
  /** Updates of those requests found in the log. */
  foundInLog = 0;
  /** Updates of those requests not in the log, and sent again. */
  resent = 0;
  readonly broken: string[] = [];

  /** The number of unknown messages with a `seq` by now. */
  get resolved(): number {
    const knownMarkers = new Set([...this.published.values()].map(({ marker }) => marker));
    return [...this.unknown].filter((marker) => knownMarkers.has(marker)).length;
  }

  recordPublished(draft: Draft, seq: number): void {
    const existing = this.published.get(seq);
    if (existing === undefined) this.published.set(seq, draft);
    else if (existing.marker !== draft.marker) this.broken.push(`seq ${seq} was given twice`);
  }
}

const RETRY_MS = 50;

export class Producer {
  readonly #server: LedgerServer;
  readonly #records: Records;
  /** Whether its requests have an idempotency key, so that the hub recognizes a retry. */
  readonly #sendsKeys: boolean;
  /** The cursor of the last response. Later messages are after it in the log. */
  #cursor: { readonly epoch: string; readonly seq: number };

  constructor(server: LedgerServer, records: Records, epoch: string, sendsKeys = false) {
    this.#server = server;
    this.#records = records;
    this.#sendsKeys = sendsKeys;
    this.#cursor = { epoch, seq: 0 };
  }

  /** Resolves once every message of the batch has a `seq`. */
  async publish(batch: Batch): Promise<void> {
    let remaining: Batch = batch;
    let retried = false;
    while (remaining.length > 0) {
      const response = await this.#send(remaining);
      if (response !== null) return this.#record(remaining, response, retried);
      this.#records.unacknowledged += 1;
      for (const { marker } of remaining) this.#records.unknown.add(marker);
      retried = true;
      // A flood of retries would slow the recovery of the service.
      await pause(RETRY_MS);
      if (!this.#sendsKeys) remaining = await this.#notInLog(remaining);
    }
  }

  async #send(batch: Batch): Promise<PublishResponse | null> {
    const [first] = batch;
    const isSingle = batch.length === 1 && first !== undefined;
    const body = isSingle ? bodyOf(first) : `[${batch.map(bodyOf).join()}]`;
    try {
      const idempotencyKey =
        this.#sendsKeys && first !== undefined ? `scan-${first.marker}` : undefined;
      const response = await this.#server.post(body, idempotencyKey);
      const text = await response.text();
      if (response.status === 200) return JSON.parse(text) as PublishResponse; // SAFETY: PROTOCOL 7.
      if (response.status < 500)
        throw new RejectedError(`a publish request was answered ${response.status}: ${text}`);
    } catch (error) {
      if (error instanceof RejectedError) throw error;
      // The connection failed. The server may have stored the messages or not.
    }
    return null;
  }

  #record(batch: Batch, { epoch, seq, results }: PublishResponse, retried: boolean): void {
    for (const [index, draft] of batch.entries()) {
      const result = results[index];
      if (result === undefined) throw new RejectedError("a response has too few results");
      if (result.duplicate && !retried)
        this.#records.broken.push("a first attempt was answered as a duplicate");
      if (result.duplicate) this.#records.duplicates += 1;
      this.#records.acknowledged += 1;
      this.#records.recordPublished(draft, result.seq);
    }
    this.#cursor = { epoch, seq };
  }

  /** Returns the messages to send again. These are the new signals, and the updates missing in the log. */
  async #notInLog(batch: Batch): Promise<Batch> {
    const found = await this.#readLog();
    const missing: Draft[] = [];
    for (const draft of batch) {
      const seq = found.get(draft.marker);
      if (draft.type === "new_signal") {
        missing.push(draft);
      } else if (seq === undefined) {
        this.#records.resent += 1;
        missing.push(draft);
      } else {
        this.#records.foundInLog += 1;
        this.#records.recordPublished(draft, seq);
      }
    }
    return missing;
  }

  /** Returns the `seq` of each message after the cursor, by marker. Retries until the server is back. */
  async #readLog(): Promise<ReadonlyMap<number, number>> {
    const token = await this.#server.token({ sub: "auditor" });
    const { epoch, seq } = this.#cursor;
    const url = `${this.#server.url("/ws/signals")}?since=${epoch}:${seq}`.replace("http", "ws");
    for (;;) {
      const found = await readUntilLive(url, token);
      if (found !== null) return found;
      await pause(100);
    }
  }
}

class RejectedError extends Error {}

interface LogMessage {
  readonly type: string;
  readonly seq: number;
  readonly recovered?: boolean;
  readonly data?: { readonly n?: number };
}

function readUntilLive(url: string, token: string): Promise<ReadonlyMap<number, number> | null> {
  return new Promise((resolve) => {
    const found = new Map<number, number>();
    const socket = new WebSocket(url, ["signals.v2", `bearer.${token}`]);
    socket.on("error", () => {});
    socket.on("close", () => resolve(null));
    socket.on("message", (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as LogMessage | LogMessage[]; // SAFETY: PROTOCOL 3.
      for (const { type, seq, recovered, data } of Array.isArray(frame) ? frame : [frame]) {
        if (type === "connected" && recovered !== true) socket.terminate();
        if (data?.n !== undefined) found.set(data.n, seq);
        if (type !== "live") continue;
        resolve(found);
        socket.terminate();
      }
    });
  });
}
