// `signal-hub/testing`: a feed in memory, with its own clock and faults on demand.

// Loaded here, so that a client's fall-back to it needs no time of its own.
import "../transport/sse-reader.ts";

export { TestClock } from "./test-clock.ts";
export { TestFeed } from "./test-feed.ts";
export type { TestMessage } from "./test-message.ts";
