// Where a request reached the platform, by the platform's own word.

/** IATA's code of an airport near the data centre ("Request", `cf.colo`, read on 2026-11-25). */
const COLO = /^[A-Z]{3}$/;

/** The data centre's code, or `unknown`: on a developer's machine, and for whatever isn't a code. */
export function coloOf({ cf }: Pick<Request, "cf">): string {
  const colo = cf?.["colo"];
  return typeof colo === "string" && COLO.test(colo) ? colo : "unknown";
}
