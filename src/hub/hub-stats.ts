// What an operator reads of the hub at one moment: `GET /internal/stats`.

export interface HubStats {
  readonly epoch: string;
  readonly seq: number;
  /** The oldest message of the log; `seq + 1` while it is empty. */
  readonly oldest: number;
  readonly signals: number;
  readonly sockets: number;
  /** The sockets among them that catch up from the log. */
  readonly behind: number;
  /** Messages stored and not yet pushed, while the runtime is busy with the push before. */
  readonly gathered: number;
  readonly users: number;
  readonly database_bytes: number;
  /** How often a hub was constructed in this isolate: an idle hub's count stands still. */
  readonly constructions: number;
}
