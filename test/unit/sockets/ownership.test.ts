// Who owns the feed's state: no class of the hub or the sockets shows a collection that others could change.

import { describe, it } from "vitest";
import { projectFiles, projectText } from "../../style/source-files.ts";

const FILES = projectFiles(/^src\/(?:hub|sockets)\/.*\.ts$/u);

/** Public fields with a collection, and getters that answer a mutable one. */
const PUBLIC_COLLECTION =
  /^ {2}(?:readonly )?[a-z]\w*(?:: [^=\n]*)? = (?:new (?:Weak)?(?:Map|Set)|\[)|^ {2}get \w+\(\): (?:(?:Weak)?(?:Map|Set)<|\w+\[\])|^ {2}(?:readonly )?[a-z]\w*: (?:(?:Weak)?(?:Map|Set)<|[\w<>]+\[\])[^\n]*;$/mu;

describe("state", () => {
  it.for(FILES)("of %s is private", (path, { expect }) => {
    // A group's own sets are written by the index alone: its readers see `ReadonlySet`.
    const text = projectText(path).replace(/interface MutableGroup[\s\S]*?\n\}/u, "");

    expect(PUBLIC_COLLECTION.exec(text)?.[0]).toBeUndefined();
  });

  it.for([
    "  readonly queue: LogEntry[] = [];",
    "  readonly owed = new Map<WebSocket, string>();",
    "  get entries(): Map<string, string> {",
    "  live: Set<WebSocket>;",
  ])("is found where it is public: %s", (line, { expect }) => {
    expect(line).toMatch(PUBLIC_COLLECTION);
  });

  it("of a subscription is changed by the outbox alone", ({ expect }) => {
    const callers = FILES.filter((path) => /\.setSubscription\(/u.test(projectText(path)));

    expect(callers).toEqual(["src/sockets/delivery/outbox.ts"]);
  });
});
