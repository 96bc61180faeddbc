// The least work on the platform, for a broadcast, for a stored row and for a wake-up.

import { DurableObject } from "cloudflare:workers";

export class Floor extends DurableObject {
  async fetch(request) {
    if (request.headers.has("Upgrade")) {
      const { 0: client, 1: socket } = new WebSocketPair();
      this.ctx.acceptWebSocket(socket);
      return new Response(null, { status: 101, webSocket: client });
    }
    const text = await request.text();
    switch (new URL(request.url).pathname) {
      case "/feed":
        for (const socket of this.ctx.getWebSockets()) socket.send(text);
        break;
      // The least work of a wake-up is to read the list of sockets. The frame goes to the first.
      case "/list":
        this.ctx.getWebSockets()[0]?.send(text);
        break;
      case "/row":
        this.#store(text);
        break;
    }
    return new Response("ok");
  }

  #store(text) {
    const { sql } = this.ctx.storage;
    sql.exec("CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, text TEXT)");
    sql.exec("INSERT INTO log (text) VALUES (?)", text);
  }
}

export default {
  fetch(request, env) {
    if (new URL(request.url).pathname === "/ready") return new Response("ok");
    return env.Floor.getByName("global").fetch(request);
  },
};
