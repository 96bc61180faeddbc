// The plan of a feed, with its messages and its clients.

export interface FeedPlan {
  readonly clients: number;
  readonly messages: number;
  readonly seed: number;
  /** The average pause between two publish requests of a producer, milliseconds. */
  readonly intervalMs: number;
  /** The prefix of the user ids, and a text in every message. */
  readonly memo: string;
  /** Characters added to each message. */
  readonly bulk?: number;
  /** The part of the messages, 0 to 1, with updates of signals perhaps not opened yet. */
  readonly unknownUpdateRatio?: number;
  /** v1 clients beside the v2 ones. */
  readonly v1Clients: number;
  /** Clients of the SSE endpoint. */
  readonly sseClients?: number;
  /** The maximum number of clients added later. */
  readonly lateClients?: number;
  /** The maximum number of messages in a publish request. */
  readonly batch?: number;
}
