// The guide's example in a page: it calls two functions that it leaves to its reader.

import { TOLD } from "./told.ts";

Object.assign(globalThis, {
  handleNewSignal: (message: unknown) => TOLD.push(message),
  handleSignalUpdate: (message: unknown) => TOLD.push(message),
  connectWebSocket: () => TOLD.push("connectWebSocket"),
});

await import("guide/example.js");
