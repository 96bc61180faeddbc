// The feed on `ws` under Node.

import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const text = Buffer.concat(chunks);
    if (text.length > 0) for (const socket of sockets.clients) socket.send(text, { binary: false });
    response.writeHead(200, { "Content-Length": 2 }).end("ok");
  });
});
const sockets = new WebSocketServer({ server });
server.listen(Number(process.argv[2]), "127.0.0.1");
