// What the same feed costs elsewhere, at list price.

import { tiered, type Bill } from "./bill.ts";
import { DAYS, monthOf, type Feed } from "./feed.ts";
import { ABLY, API_GATEWAY, DROPLET, PUSHER } from "../../prices.ts";

/** Published and delivered messages both count. One channel carries the feed. */
export function ablyBill(feed: Feed): Bill {
  const { messages, deliveries, connectionMinutes, listeners } = monthOf(feed);
  const rate = feed.signalsPerSecond * (1 + listeners);
  const fits = ABLY.packages.find(
    ({ connections, messagesPerSecond }) => listeners <= connections && rate <= messagesPerSecond,
  );
  const [, pro] = ABLY.packages;
  const { name, monthly } = fits ?? pro;
  return {
    kind: "priced",
    service: "Ably",
    items: [
      { text: `package ${name}`, dollars: monthly },
      { text: "messages", dollars: tiered(messages + deliveries, ABLY.messages) },
      { text: "connection minutes", dollars: tiered(connectionMinutes, ABLY.minutes) },
      { text: "channel minutes", dollars: tiered(DAYS * 24 * 60, ABLY.minutes) },
    ],
    notes: fits === undefined ? ["past Pro's limits: Enterprise, by contract"] : [],
  };
}

export function pusherBill(feed: Feed): Bill {
  const { messages, deliveries, listeners } = monthOf(feed);
  const aDay = (messages + deliveries) / DAYS;
  const plan = PUSHER.plans.find(
    ({ connections, messagesPerDay }) => listeners <= connections && aDay <= messagesPerDay,
  );
  if (plan === undefined) {
    const millions = Math.round(aDay / 1e6).toLocaleString("en-US");
    return {
      kind: "by contract",
      service: "Pusher Channels",
      why: `${millions} M messages a day; the largest plan has 90 M`,
    };
  }
  const items = [{ text: `plan ${plan.name}`, dollars: plan.monthly }];
  return { kind: "priced", service: "Pusher Channels", items, notes: [] };
}

/** Only its own meters: whoever knows the connections and posts each message to each of them comes on top. */
export function apiGatewayBill(feed: Feed): Bill {
  const { deliveries, connectionMinutes } = monthOf(feed);
  return {
    kind: "priced",
    service: "AWS API Gateway",
    items: [
      { text: "messages", dollars: tiered(deliveries, API_GATEWAY.messages) },
      { text: "connection minutes", dollars: tiered(connectionMinutes, API_GATEWAY.minutes) },
    ],
    notes: ["without the Lambda and the table that post to each connection, and without traffic"],
  };
}

/** What a machine's two shared cores are trusted with: half of what 8 µs a delivery would allow them. */
const DELIVERIES_PER_SECOND = 125_000;
/** One fails, and the other carries on. */
const MACHINES = 2;

export function centrifugoBill(feed: Feed): Bill {
  const { listeners, bytes } = monthOf(feed);
  const busy = Math.max(
    listeners / DROPLET.connections,
    (feed.signalsPerSecond * listeners) / DELIVERIES_PER_SECOND,
  );
  const machines = Math.max(MACHINES, Math.ceil(busy) + 1);
  const gib = Math.max(0, bytes / 2 ** 30 - machines * DROPLET.pooledGib);
  return {
    kind: "priced",
    service: "Centrifugo on virtual machines",
    items: [
      { text: `${machines} machines`, dollars: machines * DROPLET.monthly },
      { text: "traffic past the pool", dollars: gib * DROPLET.perGib },
    ],
    notes: ["without Redis, a database and the hours of whoever runs them"],
  };
}
