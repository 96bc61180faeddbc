// How each signal's spread went: what sparklines and charts draw.

/** A spread and when it was stored, Unix milliseconds by the service's clock. */
export interface SpreadPoint {
  readonly at: number;
  readonly spread: number;
}

/** Of one signal; the oldest are forgotten. */
const MAX_POINTS = 500;

const NONE: readonly SpreadPoint[] = [];

export class SpreadHistory {
  readonly #points = new Map<string, readonly SpreadPoint[]>();

  /** The points of a signal, oldest first: another array each time there is one more. */
  of(key: string): readonly SpreadPoint[] {
    return this.#points.get(key) ?? NONE;
  }

  /** One more point of a signal. What is older than its last point was told before, and is passed over. */
  add(key: string, point: SpreadPoint): void {
    const known = this.of(key);
    const last = known.at(-1);
    if (last !== undefined && point.at < last.at) return;
    this.#points.set(key, [...known.slice(1 - MAX_POINTS), point]);
  }

  /** Points from before the first one that is known. */
  addEarlier(key: string, points: readonly SpreadPoint[]): void {
    const known = this.of(key);
    const first = known[0];
    const earlier = first === undefined ? points : points.filter(({ at }) => at < first.at);
    this.#points.set(key, [...earlier, ...known].slice(-MAX_POINTS));
  }

  /** Forgets all signals but these. */
  retainOnly(keys: ReadonlySet<string>): void {
    for (const key of this.#points.keys()) if (!keys.has(key)) this.#points.delete(key);
  }
}
