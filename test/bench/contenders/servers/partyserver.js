// The feed on PartyServer with hibernation, as in its documentation.

import { Server, routePartykitRequest } from "partyserver";

export class Party extends Server {
  static options = { hibernate: true };

  async onRequest(request) {
    this.broadcast(await request.text());
    return new Response("ok");
  }
}

export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname === "/ready") return new Response("ok");
    const response = await routePartykitRequest(request, env);
    return response ?? new Response(null, { status: 404 });
  },
};
