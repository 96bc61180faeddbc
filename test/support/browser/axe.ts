// Accessibility checks by axe. The page's Content-Security-Policy forbids a script tag, so axe runs by evaluation.

import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** One line for each element with a violation of axe's rules, best practices included. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  // SAFETY: `axe.run` resolves with `AxeResults`.
  const { violations } = await page.evaluate<AxeResults>("axe.run(document)");
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id}: ${help}: ${html}`),
  );
}
