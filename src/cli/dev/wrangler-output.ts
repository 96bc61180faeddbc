// Which of wrangler's lines a developer wants to see.

const ANSI_ESCAPES = /\u001b\[[0-9;]*m/g; // oxlint-disable-line no-control-regex

/** wrangler logs each request: `[wrangler:info] POST /internal/signals 200 OK (3ms)`. */
const SUCCESSFUL_REQUEST = /^\[wrangler:info\] [A-Z]+ \S+ [1-3]\d\d /;

/** The service's event for a post. */
const PUBLISHED = /"event":"signals\.published"/;

/**
 * All but requests that went well. Beside the demo, which tells every ten seconds how much it posted,
 * the event for each post would bury the rest.
 */
export function shouldPrint(line: string, withDemo: boolean): boolean {
  const plain = line.replace(ANSI_ESCAPES, "");
  return !SUCCESSFUL_REQUEST.test(plain) && !(withDemo && PUBLISHED.test(plain));
}
