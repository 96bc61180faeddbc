// What a drill is: a fault by name, what should hold under it, and how it is brought about.

import type { Drill } from "./drill.ts";

export interface Fault {
  /** Words with dashes; what `--only` takes. */
  readonly name: string;
  /** What holds while it happens, in one sentence. */
  readonly hypothesis: string;
  /** Where it mostly waits for the service's own deadlines: it runs beside the others. */
  readonly waits?: true;
  /** Whether it takes too long, or too much, for the short form. */
  readonly long?: true;
  readonly run: (drill: Drill) => Promise<void>;
}
