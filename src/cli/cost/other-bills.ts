// What the same feed costs elsewhere, at list price.

import { tiered, type Bill } from "./bill.ts";
import { DAYS, monthlyUsage, type Feed } from "./feed.ts";
import { ABLY, API_GATEWAY, DROPLET, PUSHER } from "../../prices.ts";

/** Published and delivered messages both count. One channel carries the feed. */
export function ablyBill(feed: Feed): Bill {
  const { messages, deliveries, connectionMinutes, concurrentSockets } = monthlyUsage(feed);
  const rate = feed.signalsPerSecond * (1 + concurrentSockets);
  const fits = ABLY.packages.find(
    ({ connections, messagesPerSecond }) =>
      concurrentSockets <= connections && rate <= messagesPerSecond,
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
  const { messages, deliveries, concurrentSockets } = monthlyUsage(feed);
  const dailyMessages = (messages + deliveries) / DAYS;
  const plan = PUSHER.plans.find(
    ({ connections, messagesPerDay }) =>
      concurrentSockets <= connections && dailyMessages <= messagesPerDay,
  );
  if (plan === undefined) {
    const millions = Math.round(dailyMessages / 1e6).toLocaleString("en-US");
    return {
      kind: "by contract",
      service: "Pusher Channels",
      reason: `${millions} M messages a day; the largest plan has 90 M`,
    };
  }
  const items = [{ text: `plan ${plan.name}`, dollars: plan.monthly }];
  return { kind: "priced", service: "Pusher Channels", items, notes: [] };
}

/** Only its own meters: whoever knows the connections and posts each message to each of them comes on top. */
export function apiGatewayBill(feed: Feed): Bill {
  const { deliveries, connectionMinutes } = monthlyUsage(feed);
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
  const { concurrentSockets, bytes } = monthlyUsage(feed);
  const load = Math.max(
    concurrentSockets / DROPLET.connections,
    (feed.signalsPerSecond * concurrentSockets) / DELIVERIES_PER_SECOND,
  );
  const machines = Math.max(MACHINES, Math.ceil(load) + 1);
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
