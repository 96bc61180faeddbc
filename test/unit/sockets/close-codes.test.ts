// The close code that answers a client's (RFC 6455 section 7.4).

import { it } from "vitest";
import { echoCloseCode } from "../../../src/sockets/connections/connections.ts";

it.for([1000, 1001, 1003, 1007, 1011, 1012, 3000, 3999, 4000, 4001, 4999])(
  "%i is answered with itself",
  (code, { expect }) => {
    expect(echoCloseCode(code)).toBe(code);
  },
);

it.for([0, 999, 1004, 1005, 1006, 1015, 5000, 65_535])(
  "%i can't be sent: 1000 answers it",
  (code, { expect }) => {
    expect(echoCloseCode(code)).toBe(1000);
  },
);
