// The definition of a drill. It has a name, a hypothesis and an injection.

import type { Drill } from "./drill.ts";

export interface Fault {
  /** Lower-case words joined by dashes, as `--only` takes them. */
  readonly name: string;
  /** The promise under this fault, in one sentence. */
  readonly hypothesis: string;
  /** Set where the drill mostly waits for the service's own deadlines. It runs beside the others. */
  readonly waits?: true;
  /** Set where the drill takes too long for the short form, or needs more than every machine has. */
  readonly long?: true;
  readonly run: (drill: Drill) => Promise<void>;
}
