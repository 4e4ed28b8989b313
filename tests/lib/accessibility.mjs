// axe-core over the page as it stands.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Violations of WCAG 2.2 A and AA and of good practice, one sentence each. */
export async function violations(page) {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    // Movement would let axe measure colours half-way.
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
    const found = await window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      resultTypes: ["violations"],
    });
    return found.violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${help}: ${node.target} ${node.html.slice(0, 120)} ${node.any[0]?.message ?? ""}`));
  });
}

/** Whether the page has to be moved sideways. */
export const overflows = (page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
