// Starts a contender by name.

import type { Contender, Running } from "./contender.ts";
import { startHub } from "./hub.ts";
import { installPeers } from "./peers.ts";
import { startPlainWorker } from "./plain-worker.ts";
import { bunBinary, startProcess } from "./process-server.ts";

/** Engine.IO's endpoint, and Socket.IO's packet to join the default namespace. */
const SOCKET_IO = { path: "/socket.io/?EIO=4&transport=websocket", hello: "40" };

export async function startContender(contender: Contender): Promise<Running> {
  const node = process.execPath;
  switch (contender) {
    case "floor":
      return startPlainWorker({ file: "floor.js", className: "Floor", path: "/feed" });
    case "hub-v1":
      return startHub("signals.v1");
    case "hub-v2":
      return startHub("signals.v2");
    case "partyserver":
      await installPeers();
      return startPlainWorker({
        file: "partyserver.js",
        className: "Party",
        path: "/parties/party/global",
      });
    case "ws":
      await installPeers();
      return startProcess({ binary: node, file: "ws.js", path: "/", hello: "" });
    case "socket.io":
      await installPeers();
      return startProcess({ binary: node, file: "socket.io.js", ...SOCKET_IO });
    case "bun":
      await installPeers();
      return startProcess({ binary: bunBinary(), file: "bun.js", path: "/", hello: "" });
  }
}
