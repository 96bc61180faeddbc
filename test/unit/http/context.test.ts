// The data centre of a request: an IATA code, and nothing else ever gets into a session.

import { it } from "vitest";
import { coloOf } from "../../../src/http/context.ts";

it.for([
  [{ colo: "FRA" }, "FRA"],
  [{ colo: "fra" }, "unknown"],
  [{ colo: "FRANKFURT" }, "unknown"],
  [{ colo: "__proto__" }, "unknown"],
  [{ colo: 7 }, "unknown"],
  [{}, "unknown"],
  [undefined, "unknown"],
] as const)("the colo of %j is %s", ([cf, colo], { expect }) => {
  // SAFETY: the platform's types allow its own values only. This test is about any other.
  expect(coloOf({ cf } as unknown as Pick<Request, "cf">)).toBe(colo);
});
