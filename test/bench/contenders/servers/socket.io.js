// The feed on Socket.IO under Node.

import { createServer } from "node:http";
import { Server } from "socket.io";

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    if (chunks.length > 0) io.emit("signal", JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(200, { "Content-Length": 2 }).end("ok");
  });
});
// The load process answers no pings of Engine.IO, so the next one is due after the run.
const io = new Server(server, { transports: ["websocket"], pingInterval: 3_600_000 });
server.listen(Number(process.argv[2]), "127.0.0.1");
