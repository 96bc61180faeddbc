// The doors of a service as a feed uses them, some of them led elsewhere or used in another way.

import type { LedgerServer } from "../ledger/producer.ts";
import type { DrilledService } from "./drilled-service.ts";

export interface Ways extends Partial<Pick<LedgerServer, "post" | "token">> {
  /** Where clients connect to, as a URL. */
  readonly sockets?: string;
}

export function doorsOf(service: DrilledService, ways: Ways): LedgerServer {
  return {
    url: (path) => service.url(path),
    token: ways.token ?? ((claims) => service.token(claims)),
    post: ways.post ?? ((body, name) => service.post(body, name)),
    operate: (method, path) => service.operate(method, path),
    kill: () => service.kill(),
    start: () => service.start(),
  };
}
