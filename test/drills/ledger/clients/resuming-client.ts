// A v2 client. After each drop it resumes from its last handled message, and it records all messages.

import { WebSocket } from "ws";
import { messageText } from "../plan/expectation.ts";
import { queryOf, type Data, type DrillFilter } from "../plan/filters.ts";
import type { ClientTotals } from "./client-totals.ts";

export type Drop =
  /** The connection is cut. */
  | "cut"
  /** A close frame, without waiting for the answer. */
  | "close"
  /** The connection is cut after a part of the next frame's messages. */
  | "midway";

interface WireMessage {
  readonly type: string;
  readonly seq: number;
  readonly signal_type: string;
  readonly signal_id?: number | string;
  readonly data: Data;
  readonly epoch: string;
  readonly recovered: boolean;
  readonly reason?: string;
  readonly after_ms?: number;
  readonly signals?: readonly { readonly signal_type: string; readonly data: Data }[];
  readonly more?: boolean;
}

/** A snapshot as received. */
export interface ReceivedSnapshot {
  readonly seq: number;
  readonly texts: readonly string[];
  /** Whether its last page arrived. */
  readonly complete: boolean;
}

/** The messages after `after`, up to and with `lastSeq`. */
export interface SkippedRange {
  readonly after: number;
  readonly lastSeq: number;
}

export class ResumingClient {
  readonly filter: DrillFilter;
  /** The `seq` of each message, in order of arrival. `texts` has the number of its text. */
  readonly seqs: number[] = [];
  readonly texts: number[] = [];
  /** Ranges of the log covered by a snapshot after `recovered: false`. */
  readonly excused: SkippedRange[] = [];
  readonly snapshots: ReceivedSnapshot[] = [];
  live = false;
  readonly #url: string;
  readonly #token: string;
  readonly #totals: ClientTotals;
  readonly #random: () => number;
  #epoch: string | undefined;
  #handled = 0;
  #socket: WebSocket | undefined;
  #retry: NodeJS.Timeout | undefined;
  #midway = false;

  constructor(
    url: string,
    token: string,
    filter: DrillFilter,
    totals: ClientTotals,
    random: () => number,
  ) {
    this.#url = url;
    this.#token = token;
    this.filter = filter;
    this.#totals = totals;
    this.#random = random;
  }

  /** The last message handled, or known to be outside the filter. */
  get handled(): number {
    return this.#handled;
  }

  connect(): void {
    const query = new URLSearchParams(queryOf(this.filter));
    const resuming = this.#epoch !== undefined;
    if (resuming) query.set("since", `${this.#epoch}:${this.#handled}`);
    const protocols = ["signals.v2", `bearer.${this.#token}`];
    const socket = new WebSocket(`${this.#url}?${query.toString()}`, protocols, {
      perMessageDeflate: false,
    });
    this.#socket = socket;
    socket.on("message", (data: Buffer) => {
      if (this.#socket !== socket) return;
      this.#totals.bytes += data.length;
      this.#onFrame(JSON.parse(data.toString()) as WireMessage | WireMessage[], resuming); // SAFETY: PROTOCOL 3. Another type counts as unexpected.
    });
    socket.on("error", () => {});
    const onClosed = (code: number, reason: Buffer): void => {
      if (this.#socket !== socket) return;
      // A killed server leaves 1006.
      if (code !== 1006) this.#totals.closed(code, String(reason));
      this.#disconnect(100);
    };
    socket.on("close", onClosed);
    this.#totals.onCloseFrame(socket, onClosed);
  }

  drop(kind: Drop): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    switch (kind) {
      case "cut":
        this.#disconnect(400);
        socket.terminate();
        break;
      case "close":
        this.#disconnect(400);
        socket.close(1000);
        break;
      case "midway":
        this.#midway = true;
        break;
    }
  }

  /** Takes a page of a snapshot. Pages arrive in order, and the last has no `more`. */
  #onSnapshotPage({ seq, signals = [], more }: WireMessage): void {
    const page = signals.map(({ signal_type, data }) =>
      messageText("new_signal", signal_type, null, data),
    );
    const last = this.snapshots.at(-1);
    if (last === undefined || last.complete)
      this.snapshots.push({ seq, texts: page, complete: !more });
    else
      this.snapshots[this.snapshots.length - 1] = {
        seq,
        texts: [...last.texts, ...page],
        complete: !more,
      };
  }

  /** Reconnects after the announced time of a drain, unless the socket was replaced before. */
  #onReconnect(afterMs: number): void {
    const socket = this.#socket;
    setTimeout(() => {
      if (this.#socket === socket) this.drop("close");
    }, afterMs);
  }

  end(): void {
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.terminate();
  }

  /** Reconnects after a random pause of at most 20 ms more than `maxDelayMs`. */
  #disconnect(maxDelayMs: number): void {
    this.#socket = undefined;
    this.live = false;
    this.#midway = false;
    this.#retry = setTimeout(() => this.connect(), 20 + this.#random() * maxDelayMs);
  }

  #onFrame(frame: WireMessage | readonly WireMessage[], resuming: boolean): void {
    if (!Array.isArray(frame)) return this.#handle(frame as WireMessage, resuming); // SAFETY: not an array.
    const items = frame as readonly WireMessage[]; // SAFETY: an array.
    const handledCount = this.#midway ? Math.floor(this.#random() * items.length) : items.length;
    for (const item of items.slice(0, handledCount)) this.#handle(item, resuming);
    if (this.#midway) this.drop("cut");
  }

  #handle(message: WireMessage, resuming: boolean): void {
    const { type, seq } = message;
    switch (type) {
      case "connected":
        return this.#onConnected(message, resuming);
      case "live":
        this.live = true;
        this.#handled = Math.max(this.#handled, seq);
        return;
      case "new_signal":
      case "signal_update": {
        const id = message.signal_id ?? null;
        const text = messageText(type, message.signal_type, id, message.data);
        this.seqs.push(seq);
        this.texts.push(this.#totals.numberOf(text));
        this.#handled = seq;
        return;
      }
      case "ping":
        this.#socket?.send('{"type":"pong"}');
        return;
      case "reconnect":
        this.#onReconnect(message.after_ms ?? 0);
        return;
      case "snapshot":
        this.#onSnapshotPage(message);
        return;
      case "status":
        return;
      default:
        this.#totals.unexpected.push(type);
    }
  }

  #onConnected(
    { epoch, seq, recovered, reason = "no reason" }: WireMessage,
    resuming: boolean,
  ): void {
    if (resuming && recovered) this.#totals.resumes += 1;
    if (resuming && !recovered) this.#totals.snapshots.push(`${reason} at ${this.#handled}`);
    if (resuming && recovered && seq !== this.#handled) this.#totals.unexpected.push(`seq ${seq}`);
    // The missing pages of an incomplete snapshot never arrive.
    if (this.snapshots.at(-1)?.complete === false) this.snapshots.pop();
    if (!recovered) this.excused.push({ after: this.#handled, lastSeq: seq });
    if (!recovered) this.#handled = seq;
    this.#epoch = epoch;
  }
}
