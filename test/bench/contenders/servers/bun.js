// The feed on Bun's own server with its native publish.

const server = Bun.serve({
  port: Number(Bun.argv[2]),
  hostname: "127.0.0.1",
  async fetch(request, server) {
    if (request.headers.has("upgrade")) {
      return server.upgrade(request) ? undefined : new Response(null, { status: 400 });
    }
    if (request.method === "POST") server.publish("feed", await request.text());
    return new Response("ok");
  },
  websocket: {
    // Slow readers stay connected, for every contender has to deliver everything.
    backpressureLimit: 1024 ** 3,
    open(socket) {
      socket.subscribe("feed");
    },
    message() {},
  },
});
process.on("SIGTERM", () => server.stop(true));
