// Messages found in a text, and split into bodies.

import { describe, it } from "vitest";

import { bodyOf, splitIntoBatches } from "../../../src/cli/publish/batches.ts";
import { readMessages } from "../../../src/cli/publish/message-text.ts";

describe("messages in a text", () => {
  it.for([
    { what: "one object, as written", text: ' { "a": 1.50 }\n', messages: ['{ "a": 1.50 }'] },
    { what: "an object over many lines", text: '{\n"a":\n1e2}', messages: ['{\n"a":\n1e2}'] },
    { what: "an array", text: '[{"a": 0.10},\n{"b":2}]', messages: ['{"a":0.10}', '{"b":2}'] },
    { what: "NDJSON", text: '{"a":0.10}\r\n\n{"b": 2}\n', messages: ['{"a":0.10}', '{"b": 2}'] },
  ])("are found in $what", ({ text, messages }, { expect }) => {
    expect(readMessages(text)).toEqual({ ok: true, value: messages });
  });

  it.for([
    { text: "{'a':1}", error: "is not JSON (line 1, character 2)" },
    { text: '{"a":1}\n{"b":}\n', error: "is not JSON (line 2, character 6)" },
    {
      text: '{"a":1}\n5\n',
      error: "is neither an object nor an array of them (line 2, character 1)",
    },
    { text: '{"a":1,\n"a":2}', error: "has the same key twice (line 2, character 1)" },
  ])("are rejected with the place: $error", ({ text, error }, { expect }) => {
    expect(readMessages(text)).toEqual({ ok: false, error });
  });
});

describe("batches", () => {
  it("hold at most so many messages, in order", ({ expect }) => {
    expect(splitIntoBatches(["1", "2", "3", "4", "5"], 2, 100)).toEqual([
      ["1", "2"],
      ["3", "4"],
      ["5"],
    ]);
  });

  it("make bodies of at most so many bytes, counted in UTF-8", ({ expect }) => {
    const messages = ['"я"', '"яя"', '"a"', '"b"', '"яяя"'];

    const bodies = splitIntoBatches(messages, 100, 13).map(bodyOf);

    expect(bodies).toEqual(['["я","яя"]', '["a","b"]', '"яяя"']);
    for (const body of bodies) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(13);
  });

  it("have a message above the limit alone, for the service to refuse", ({ expect }) => {
    expect(splitIntoBatches(["1", "22222222", "3"], 10, 5)).toEqual([["1"], ["22222222"], ["3"]]);
  });
});
