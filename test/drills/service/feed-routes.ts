// The doors of a service as a feed uses them, some of them led elsewhere or used in another way.

import type { LedgerServer } from "../ledger/clients/producer.ts";
import type { DrilledService } from "./drilled-service.ts";

export interface FeedRoutes extends Partial<Pick<LedgerServer, "post" | "token">> {
  /** Where clients connect to, as a URL. */
  readonly sockets?: string;
}

export function ledgerServerOf(service: DrilledService, routes: FeedRoutes): LedgerServer {
  return {
    url: (path) => service.url(path),
    token: routes.token ?? ((claims) => service.token(claims)),
    post: routes.post ?? ((body, name) => service.post(body, name)),
    operate: (method, path) => service.operate(method, path),
    kill: () => service.kill(),
    start: () => service.start(),
  };
}
