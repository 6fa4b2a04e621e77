import type { Page } from "playwright-core";

/**
 * How far a page scrolls sideways, in CSS pixels, on the narrowest phone and with text at 200 %. The page is as before
 * afterwards.
 */
export async function sidewaysScroll(page: Page): Promise<{ at320px: number; at200percent: number }> {
  const before = page.viewportSize()!;
  const excess = () => page.evaluate("document.documentElement.scrollWidth - innerWidth") as Promise<number>;
  const setTextSize = (size: string) =>
    page.evaluate(`document.documentElement.style.fontSize = ${JSON.stringify(size)}`);
  await page.setViewportSize({ width: 320, height: 640 });
  const at320px = await excess();
  await page.setViewportSize(before);
  await setTextSize("200%");
  const at200percent = await excess();
  await setTextSize("");
  return { at320px, at200percent };
}
