// The spreads of each signal over time, for sparklines and charts.

/** A spread and its time of storage, Unix milliseconds by the service's clock. */
export interface SpreadPoint {
  readonly at: number;
  readonly spread: number;
}

/** Points of one signal. The oldest are dropped. */
const MAX_POINTS = 500;

const NO_POINTS: readonly SpreadPoint[] = [];

/** The points of all signals, by the signal's key. Each list is in order of time. */
export class SpreadHistory {
  readonly #points = new Map<string, readonly SpreadPoint[]>();

  /** The points of a signal, oldest first. The array is another one after each change. */
  of(key: string): readonly SpreadPoint[] {
    return this.#points.get(key) ?? NO_POINTS;
  }

  /** Appends a point. A point older than the signal's last one is a repetition and is ignored. */
  add(key: string, point: SpreadPoint): void {
    const known = this.of(key);
    const last = known.at(-1);
    if (last !== undefined && point.at < last.at) return;
    this.#points.set(key, [...known.slice(1 - MAX_POINTS), point]);
  }

  /** Inserts the points from before the first known one. The others are ignored. */
  addEarlier(key: string, points: readonly SpreadPoint[]): void {
    const known = this.of(key);
    const first = known[0];
    const earlier = first === undefined ? points : points.filter(({ at }) => at < first.at);
    this.#points.set(key, [...earlier, ...known].slice(-MAX_POINTS));
  }

  /** Drops all signals but these. */
  retainOnly(keys: ReadonlySet<string>): void {
    for (const key of this.#points.keys()) if (!keys.has(key)) this.#points.delete(key);
  }
}

/** A point of a chart. */
export interface ChartPoint {
  /** Unix seconds, each greater than the one before. */
  readonly time: number;
  readonly value: number;
}

/** The points as a chart needs them. The last point of a second replaces the earlier ones. */
export function chartPoints(points: readonly SpreadPoint[]): readonly ChartPoint[] {
  const drawn: ChartPoint[] = [];
  for (const { at, spread } of points) {
    const time = Math.floor(at / 1_000);
    if (drawn.at(-1)?.time === time) drawn.pop();
    drawn.push({ time, value: spread });
  }
  return drawn;
}
