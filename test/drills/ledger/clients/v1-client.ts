// A v1 client. It has no cursor, so each of its connections counts by itself.

import { WebSocket } from "ws";
import { messageText } from "../plan/expectation.ts";
import { queryOf, type Data, type DrillFilter } from "../plan/filters.ts";
import type { ClientTotals } from "./client-totals.ts";

interface WireMessage {
  readonly type: string;
  readonly signal_type: string;
  readonly signal_id?: number | string;
  readonly data: Data;
}

/** The messages of one connection. */
export interface View {
  /** The numbers of the texts, in order of arrival. */
  readonly texts: number[];
  /** Whether the connection is open. An open one must have every message up to the end. */
  open: boolean;
}

const MIN_RECONNECT_MS = 20;

export class V1Client {
  readonly filter: DrillFilter;
  readonly views: View[] = [];
  readonly #url: string;
  readonly #token: string;
  readonly #totals: ClientTotals;
  readonly #random: () => number;
  #socket: WebSocket | undefined;
  #retry: NodeJS.Timeout | undefined;

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

  get live(): boolean {
    return this.views.at(-1)?.open === true;
  }

  connect(): void {
    const query = new URLSearchParams(queryOf(this.filter));
    const protocols = ["signals.v1", `bearer.${this.#token}`];
    const socket = new WebSocket(`${this.#url}?${query.toString()}`, protocols, {
      perMessageDeflate: false,
    });
    this.#socket = socket;
    socket.on("message", (data: Buffer) => {
      // SAFETY: frames of v1. Another type counts as unexpected.
      if (this.#socket === socket) this.#onMessage(JSON.parse(data.toString()) as WireMessage);
    });
    socket.on("error", () => {});
    const onClosed = (code: number, reason: Buffer): void => {
      if (this.#socket !== socket) return;
      if (code !== 1006) this.#totals.closed(code, String(reason));
      this.drop();
    };
    socket.on("close", onClosed);
    this.#totals.onCloseFrame(socket, onClosed);
  }

  /** Cuts the connection and reconnects. */
  drop(): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.end();
    socket.terminate();
    this.#retry = setTimeout(() => this.connect(), MIN_RECONNECT_MS + this.#random() * 200);
  }

  /** Disconnects for good. `complete` keeps an open view as one with every message up to the end. */
  end(complete = false): void {
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = undefined;
    const view = this.views.at(-1);
    if (view !== undefined && !complete) view.open = false;
    if (complete) socket?.terminate();
  }

  #onMessage({ type, signal_type, signal_id, data }: WireMessage): void {
    switch (type) {
      case "connected":
        this.views.push({ texts: [], open: true });
        return;
      case "new_signal":
      case "signal_update": {
        const text = messageText(type, signal_type, signal_id ?? null, data);
        this.views.at(-1)?.texts.push(this.#totals.numberOf(text));
        return;
      }
      default:
        this.#totals.unexpected.push(`${type} in v1`);
    }
  }
}
