import type { Page } from "playwright-core";

/** How far the page scrolls sideways, and what sticks out. Boxes that scroll or cut by themselves may be wider. */
const EXCESS = `(() => {
  const { documentElement, body } = document;
  const excess = documentElement.scrollWidth - innerWidth;
  if (excess <= 0) return undefined;
  const isOut = (element) => element.getBoundingClientRect().right > innerWidth + 0.5 || element.getBoundingClientRect().left < -0.5;
  const out = [...body.querySelectorAll("*")].filter((element) => isOut(element) && ![...element.children].some(isOut));
  return excess + " px by " + out.slice(0, 4).map((element) => element.outerHTML.slice(0, 160)).join(" and ");
})()`;

/**
 * Where a page scrolls sideways: on the narrowest phone, and on its own screen with text at 200 %. The page is as before
 * afterwards.
 */
export async function sidewaysScroll(page: Page): Promise<string[]> {
  const before = page.viewportSize()!;
  const excess = () => page.evaluate(EXCESS) as Promise<string | undefined>;
  const setTextSize = (size: string) =>
    page.evaluate(`document.documentElement.style.fontSize = ${JSON.stringify(size)}`);
  await page.setViewportSize({ width: 320, height: 640 });
  const at320px = await excess();
  await page.setViewportSize(before);
  await setTextSize("200%");
  const at200percent = await excess();
  await setTextSize("");
  return [
    at320px && `scrolls sideways at 320 px: ${at320px}`,
    at200percent && `scrolls sideways with text at 200 %: ${at200percent}`,
  ].filter((problem) => problem !== undefined && problem !== "") as string[];
}
