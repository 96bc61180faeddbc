// Where a client reached the platform: a data centre's code and nothing else ever gets into a session.

import { it } from "vitest";
import { coloOf } from "../../../src/auth/colo.ts";

it.for([
  [{ colo: "FRA" }, "FRA"],
  [{ colo: "fra" }, "unknown"],
  [{ colo: "FRANKFURT" }, "unknown"],
  [{ colo: "__proto__" }, "unknown"],
  [{ colo: 7 }, "unknown"],
  [{}, "unknown"],
  [undefined, "unknown"],
] as const)("%j is %s", ([cf, location], { expect }) => {
  // SAFETY: the platform's types know only what the platform says; this is about anything else.
  expect(coloOf({ cf } as unknown as Pick<Request, "cf">)).toBe(location);
});
