// Tokens from an issuer with a fast or slow clock.

import { nowSeconds, type Claims } from "../../../support/auth/access-tokens.ts";
import type { Fault } from "../../fault.ts";
import { canary } from "../../service/canary.ts";

const HOUR_S = 3_600;
/** The leeway is 5 s. One second is a margin for a slow machine. */
const INSIDE_S = 4;
const OUTSIDE_S = 8;

/** Claims of a token for an hour, from an issuer with its clock this many seconds ahead. */
function skewed(seconds: number): Claims {
  const now = nowSeconds() + seconds;
  return { iat: now, nbf: now, exp: now + HOUR_S };
}

export const issuerClockSkewed: Fault = {
  name: "issuer-clock-skewed",
  hypothesis: "Tokens within 5 s of the hub's clock are accepted, others rejected with 401.",
  async run(drill) {
    const service = await drill.serve();
    const token = (claims: Claims): Promise<string> =>
      service.token({ ...claims, ...skewed(INSIDE_S) });
    const feed = await drill.feed(service, {}, { token });

    const rejected = [
      skewed(OUTSIDE_S),
      skewed(HOUR_S),
      { iat: nowSeconds(), exp: nowSeconds() - OUTSIDE_S },
      skewed(-HOUR_S - OUTSIDE_S),
    ];
    const responses = await Promise.all(
      rejected.map(async (claims) => {
        const bearer = await service.token({ sub: canary("skewed"), ...claims });
        return fetch(service.url("/signals"), { headers: { Authorization: `Bearer ${bearer}` } });
      }),
    );
    await feed.settle();

    drill.figure("rejected tokens", responses.length);
    drill.check(
      responses.every(({ status }) => status === 401),
      "every token outside is rejected",
    );
  },
};
