// Encoded frames kept for the next who asks: up to a size, and then anew.

import { it } from "vitest";
import { FrameCache } from "../../../src/sockets/delivery/frame-cache.ts";
import { SERVER_LIMITS } from "../../../src/limits.ts";

const HALF = SERVER_LIMITS.frameCacheBytes / 2;

it("what was kept is there, and nothing else", ({ expect }) => {
  const frames = new FrameCache<number>(() => 1);

  expect(frames.set("a", 5)).toBe(5);

  expect(frames.get("a")).toBe(5);
  expect(frames.get("b")).toBeUndefined();
});

it("as much is kept as there is room for, and past it only the newest", ({ expect }) => {
  const frames = new FrameCache<number>((size) => size);

  frames.set("a", HALF);
  frames.set("b", HALF);
  expect(frames.get("a")).toBe(HALF);

  frames.set("c", 1);
  expect(["a", "b", "c"].map((key) => frames.get(key))).toEqual([undefined, undefined, 1]);

  frames.set("d", SERVER_LIMITS.frameCacheBytes - 1);
  expect(frames.get("c")).toBe(1);
});

it("what is cleared is gone, and its room is free", ({ expect }) => {
  const frames = new FrameCache<number>((size) => size);
  frames.set("a", SERVER_LIMITS.frameCacheBytes);

  frames.clear();
  frames.set("b", SERVER_LIMITS.frameCacheBytes);
  frames.set("b", 0);

  expect(frames.get("a")).toBeUndefined();
  expect(frames.get("b")).toBe(0);
});
