// An SSE client. It resumes with `Last-Event-ID`, as a browser does.

import { EventStream } from "../../../support/hub/event-stream.ts";
import { pause } from "../../from-bench.ts";
import { messageText } from "../plan/expectation.ts";
import { queryOf, type Data, type DrillFilter } from "../plan/filters.ts";
import type { ClientTotals } from "./client-totals.ts";
import type { SkippedRange } from "./resuming-client.ts";

interface StreamMessage {
  readonly type: string;
  readonly seq: number;
  readonly signal_type: string;
  readonly signal_id?: number | string;
  readonly data: Data;
  readonly epoch: string;
  readonly recovered: boolean;
}

const RETRY_MS = 100;

export class SseClient {
  readonly filter: DrillFilter;
  readonly seqs: number[] = [];
  readonly texts: number[] = [];
  readonly excused: SkippedRange[] = [];
  handled = 0;
  live = false;
  readonly #url: string;
  readonly #token: string;
  readonly #totals: ClientTotals;
  #epoch: string | undefined;
  #stream: EventStream | undefined;
  #ended = false;

  constructor(url: string, token: string, filter: DrillFilter, totals: ClientTotals) {
    this.#url = url;
    this.#token = token;
    this.filter = filter;
    this.#totals = totals;
  }

  /** Reads until `end` is called, and reconnects after each stream. */
  async read(): Promise<void> {
    while (!this.#ended) {
      try {
        await this.#readStream();
      } catch {
        // The stream ended, or the request failed.
      }
      this.live = false;
      if (!this.#ended) await pause(RETRY_MS);
    }
  }

  end(): void {
    this.#ended = true;
    this.#stream?.cancel().catch(() => {});
  }

  async #readStream(): Promise<void> {
    const query = new URLSearchParams(queryOf(this.filter)).toString();
    const resuming = this.#epoch !== undefined;
    const response = await fetch(`${this.#url}?${query}`, {
      headers: {
        Authorization: `Bearer ${this.#token}`,
        ...(resuming && { "Last-Event-ID": `${this.#epoch}:${this.handled}` }),
      },
    });
    if (!response.ok) {
      await response.body?.cancel();
      return;
    }
    this.#stream = new EventStream(response);
    for (;;) {
      // SAFETY: PROTOCOL 7. The last event, with the reason of the end, has no type.
      const message = JSON.parse(await this.#stream.data()) as StreamMessage;
      this.#handle(message, resuming);
    }
  }

  #handle(message: StreamMessage, resuming: boolean): void {
    const { type, seq } = message;
    switch (type) {
      case "connected":
        if (resuming && message.recovered) this.#totals.resumes += 1;
        if (resuming && !message.recovered) this.#totals.snapshots.push(`a stream at ${seq}`);
        if (!message.recovered) {
          this.excused.push({ after: this.handled, lastSeq: seq });
          this.handled = seq;
        }
        this.#epoch = message.epoch;
        return;
      case "live":
        this.live = true;
        this.handled = Math.max(this.handled, seq);
        return;
      case "new_signal":
      case "signal_update": {
        const id = message.signal_id ?? null;
        this.seqs.push(seq);
        this.texts.push(
          this.#totals.numberOf(messageText(type, message.signal_type, id, message.data)),
        );
        this.handled = seq;
      }
    }
  }
}
