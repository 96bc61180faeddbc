// What axe finds wrong with a page as it stands. The page's Content-Security-Policy forbids a script tag for it.

import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** A line for each element that breaks one of axe's rules, its best practices among them. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  // SAFETY: what axe resolves with, as JSON.
  const { violations } = await page.evaluate<AxeResults>("axe.run(document)");
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html}`),
  );
}
