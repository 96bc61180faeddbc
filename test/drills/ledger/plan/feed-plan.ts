// What a feed brings, and to whom.

export interface FeedPlan {
  readonly clients: number;
  readonly messages: number;
  readonly seed: number;
  /** The pause between two posts of a producer, milliseconds, on average. */
  readonly intervalMs: number;
  /** Names the users, and stands in every message. */
  readonly memo: string;
  /** How much longer each message is made, characters. */
  readonly bulk?: number;
  /** The part of the messages, 0 to 1, that updates a signal which may not have been opened yet. */
  readonly unknownUpdateRatio?: number;
  /** Clients of the guide's dialect, beside the others. */
  readonly v1Clients: number;
  /** Readers of server-sent events. */
  readonly sseClients?: number;
  /** How many clients may join later. */
  readonly lateClients?: number;
  /** The most messages of a post. */
  readonly batch?: number;
}
