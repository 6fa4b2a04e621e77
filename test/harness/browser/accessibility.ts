import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What to look for: in light colours everything, in dark ones only what depends on colours. */
const RULES = { light: TAGS, dark: ["color-contrast", "link-in-text-block"] } as const;

/** Resolves when all colours have come to their end: in between, no contrast is as it was meant. */
const SETTLED = `new Promise(requestAnimationFrame).then(() => Promise.allSettled(
  document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished)))`;

interface Finding {
  id: string;
  help: string;
  nodes: { target: unknown[]; failureSummary?: string }[];
}

/**
 * What axe finds on a page, in light and in dark colours: one line for each element. It runs as a debugger does, so the
 * page's content security policy stays in force for everything else.
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const problems: string[] = [];
  // A function that only begins with it would be parsed for each call.
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(SOURCE);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(SETTLED);
    const findings = (await page.evaluate(
      `axe.run({ runOnly: ${JSON.stringify(RULES[colorScheme])}, resultTypes: ["violations"] }).then(({ violations }) => violations)`,
    )) as Finding[];
    for (const { id, help, nodes } of findings)
      for (const { target, failureSummary = "" } of nodes)
        problems.push(
          `${colorScheme}: ${id} (${help}) at ${target.join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`,
        );
  }
  return problems;
}
