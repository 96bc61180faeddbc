// The guide's example in a page, with the functions that the guide leaves to its reader.

import { RECORDED } from "./recorded.ts";

Object.assign(globalThis, {
  handleNewSignal: (message: unknown) => RECORDED.push(message),
  handleSignalUpdate: (message: unknown) => RECORDED.push(message),
  connectWebSocket: () => RECORDED.push("connectWebSocket"),
});

await import("guide/example.js");
