// The list of cases, in the order of running.

import { CONTENDERS } from "../contenders/contender.ts";
import { measureBurst } from "./burst.ts";
import type { Case } from "./case.ts";
import { measureConnect } from "./connect.ts";
import { measureIngest } from "./ingest.ts";
import { measureResume } from "./resume.ts";
import { measureSnapshot } from "./snapshot.ts";
import { measureSteady } from "./steady.ts";
import { measureWake } from "./wake.ts";

const STEADY = { sockets: 1_000, perSecond: 20, seconds: 5 };

/** Fifty distinct filters. Each matches every message, so the number of deliveries stays the same. */
const FIFTY_FILTERS = Array.from(
  { length: 50 },
  (_, index) => `?min_spread=${((index + 1) / 100).toFixed(2)}`,
);

export const CASES: readonly Case[] = [
  {
    name: "steady",
    summary: "20 messages a second to 1,000 sockets",
    contenders: CONTENDERS,
    repetitions: 3,
    measure: (contender) => measureSteady(contender, STEADY),
  },
  {
    name: "filters",
    summary: "the same with 50 distinct filters",
    contenders: ["hub-v1", "hub-v2"],
    repetitions: 3,
    measure: (contender) => measureSteady(contender, { ...STEADY, queries: FIFTY_FILTERS }),
  },
  {
    name: "steady-5000",
    summary: "4 messages a second to 5,000 sockets",
    contenders: ["floor", "hub-v1", "hub-v2"],
    measure: (contender) => measureSteady(contender, { sockets: 5_000, perSecond: 4, seconds: 8 }),
  },
  {
    name: "burst",
    summary: "8 producers publish as fast as they can, to 1,000 sockets",
    contenders: CONTENDERS,
    repetitions: 3,
    measure: (contender) => measureBurst(contender, { sockets: 1_000, producers: 8, seconds: 5 }),
  },
  {
    name: "burst-32",
    summary: "32 producers publish as fast as they can, to 1,000 sockets",
    contenders: ["floor", "hub-v1", "hub-v2"],
    repetitions: 3,
    measure: (contender) => measureBurst(contender, { sockets: 1_000, producers: 32, seconds: 6 }),
  },
  {
    name: "overload",
    summary: "100 messages a second to 1,000 sockets for 30 s",
    contenders: ["floor", "hub-v2"],
    measure: (contender) =>
      measureSteady(contender, { sockets: 1_000, perSecond: 100, seconds: 30 }),
  },
  {
    name: "ingest",
    summary: "one message a request, no sockets; the floor stores one row and answers",
    contenders: ["floor", "hub-v2"],
    repetitions: 3,
    measure: (contender) => measureIngest(contender, 1),
  },
  {
    name: "ingest-100",
    summary: "100 messages a request, no sockets",
    contenders: ["hub-v2"],
    measure: (contender) => measureIngest(contender, 100),
  },
  {
    name: "resume",
    summary: "2,000 clients resume at once, each with 1,000 messages missed",
    contenders: ["hub-v2"],
    measure: measureResume,
  },
  {
    name: "snapshot",
    summary: "500 clients are sent a snapshot of 2,000 signals",
    contenders: ["hub-v2"],
    measure: measureSnapshot,
  },
  {
    name: "connect",
    summary: "5,000 sockets connect, 50 at a time",
    contenders: ["floor", "hub-v1", "hub-v2", "partyserver"],
    measure: (contender) => measureConnect(contender, 5_000),
  },
  {
    name: "wake",
    summary: "a hibernating hub with 8,000 sockets gets one publish request",
    contenders: ["floor", "hub-v1", "hub-v2"],
    measure: (contender) => measureWake(contender, 8_000),
  },
];
