// What axe finds on a page as it stands.

import { source } from "axe-core";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** One line for each violation: the rule, what it asks for, and the elements that break it. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  // Evaluated and not added as a tag: the pages' Content-Security-Policy would rightly refuse that.
  await page.evaluate(source);
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(" | ")}`,
  );
}
