// The targets, mostly as ratios within one run, so that they depend little on the machine's speed.

import type { Results } from "./cases/case.ts";
import type { Contender } from "./contenders/contender.ts";

interface FigureRef {
  readonly case: string;
  readonly contender: Contender;
  readonly figure: string;
}

interface Target {
  readonly text: string;
  readonly of: FigureRef;
  /** The divisor. Without it the target is for the figure itself. */
  readonly by?: FigureRef;
  readonly atMost: number;
}

export interface TargetResult {
  readonly text: string;
  readonly atMost: number;
  readonly measured: number;
  readonly met: boolean;
}

const CPU = "cpu_us_per_delivery";

/** A target for one figure of one case, divided by another contender's. */
function against(name: string, a: Contender, b: Contender, figure: string, atMost: number): Target {
  return {
    text: `${name}: ${figure} of ${a} / ${b}`,
    of: { case: name, contender: a, figure },
    by: { case: name, contender: b, figure },
    atMost,
  };
}

const PEERS = ["ws", "socket.io", "bun"] as const;

const TARGETS: readonly Target[] = [
  against("steady", "hub-v1", "floor", CPU, 1.05),
  against("steady", "hub-v2", "floor", CPU, 1.05),
  against("steady", "hub-v1", "partyserver", CPU, 1),
  against("steady", "hub-v2", "partyserver", CPU, 1),
  against("steady", "hub-v1", "floor", "p50_ms", 1.15),
  against("steady", "hub-v2", "floor", "p50_ms", 1.15),
  against("connect", "hub-v1", "floor", "kb_per_socket", 1.05),
  against("connect", "hub-v2", "floor", "kb_per_socket", 1.05),
  against("burst", "hub-v2", "floor", CPU, 1 / 30),
  against("burst-32", "hub-v2", "floor", CPU, 1 / 40),
  ...PEERS.map((peer) => against("burst", "hub-v2", peer, CPU, 1)),
  // Bun saturates the load process (bench.ts), so its own deliveries are at least those measured.
  ...PEERS.map((peer) => against("burst", peer, "hub-v2", "deliveries_per_s", 1)),
  against("burst", "hub-v2", "floor", "p99_ms", 0.5),
  against("burst", "hub-v1", "floor", CPU, 0.8),
  {
    text: "overload: missing deliveries of hub-v2",
    of: { case: "overload", contender: "hub-v2", figure: "missing" },
    atMost: 0,
  },
  {
    text: "overload: p99_ms of hub-v2",
    of: { case: "overload", contender: "hub-v2", figure: "p99_ms" },
    atMost: 100,
  },
  ...(["hub-v1", "hub-v2"] as const).map((contender) => ({
    text: `${CPU} of ${contender} with 50 filters / one`,
    of: { case: "filters", contender, figure: CPU },
    by: { case: "steady", contender, figure: CPU },
    atMost: 1.3,
  })),
  {
    text: "ingest: messages_per_s of hub-v2 one a request / 100 a request",
    of: { case: "ingest", contender: "hub-v2", figure: "messages_per_s" },
    by: { case: "ingest-100", contender: "hub-v2", figure: "messages_per_s" },
    atMost: 0.1,
  },
  against("ingest", "hub-v2", "floor", "cpu_us_per_message", 1.5),
  {
    text: "resume: cpu_us_per_message of hub-v2",
    of: { case: "resume", contender: "hub-v2", figure: "cpu_us_per_message" },
    atMost: 2,
  },
  {
    text: "resume: live_missing of hub-v2",
    of: { case: "resume", contender: "hub-v2", figure: "live_missing" },
    atMost: 0,
  },
  against("wake", "hub-v1", "floor", "first_frame_ms", 1.2),
  against("wake", "hub-v2", "floor", "first_frame_ms", 1.2),
];

/** Evaluates each target with all its figures measured. */
export function evaluateTargets(results: Results): readonly TargetResult[] {
  return TARGETS.flatMap(({ text, of, by, atMost }) => {
    const figure = figureAt(results, of);
    const divisor = by === undefined ? 1 : figureAt(results, by);
    if (figure === undefined || divisor === undefined) return [];
    const measured = figure / divisor;
    return [{ text, atMost, measured, met: measured <= atMost }];
  });
}

function figureAt(results: Results, ref: FigureRef): number | undefined {
  return results[ref.case]?.[ref.contender]?.[ref.figure];
}
