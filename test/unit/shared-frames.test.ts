// Encoded frames kept for the next who asks: up to a size, and then anew.

import { it } from "vitest";
import { SharedFrames } from "../../src/hub/shared-frames.ts";
import { LIMITS } from "../../src/protocol/limits.ts";

const HALF = LIMITS.sharedFramesBytes / 2;

it("what was kept is there, and nothing else", ({ expect }) => {
  const frames = new SharedFrames<number>(() => 1);

  expect(frames.keep("a", 5)).toBe(5);

  expect(frames.get("a")).toBe(5);
  expect(frames.get("b")).toBeUndefined();
});

it("as much is kept as there is room for, and past it only the newest", ({ expect }) => {
  const frames = new SharedFrames<number>((size) => size);

  frames.keep("a", HALF);
  frames.keep("b", HALF);
  expect(frames.get("a")).toBe(HALF);

  frames.keep("c", 1);
  expect(["a", "b", "c"].map((key) => frames.get(key))).toEqual([undefined, undefined, 1]);

  frames.keep("d", LIMITS.sharedFramesBytes - 1);
  expect(frames.get("c")).toBe(1);
});

it("what is cleared is gone, and its room is free", ({ expect }) => {
  const frames = new SharedFrames<number>((size) => size);
  frames.keep("a", LIMITS.sharedFramesBytes);

  frames.clear();
  frames.keep("b", LIMITS.sharedFramesBytes);
  frames.keep("b", 0);

  expect(frames.get("a")).toBeUndefined();
  expect(frames.get("b")).toBe(0);
});
