// `signal-hub/testing`: a feed in memory, with its own clock and faults on demand.

// Loaded here because a test's clock can't wait for a file. The client's dynamic import then resolves at once.
import "../transport/sse-reader.ts";

export { TestClock } from "./test-clock.ts";
export { TestFeed } from "./test-feed.ts";
export type { TestMessage } from "./test-message.ts";
