import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";

export type Device = "desk" | "phone" | "screen";

const VIEWPORTS = {
  desk: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
  screen: { width: 1280, height: 720 },
};
/** Pictures are WebP: small, and every browser and GitHub show them. */
const QUALITY = 78;
const MAX_BYTES = 150_000;
/** How long a view may take, in ms. */
const PATIENCE_MS = 15_000;

/** Takes pictures of pages, and keeps a list of what did not work. */
export class Camera {
  readonly #browser: Browser;
  readonly #baseUrl: string;
  readonly #folder: string;
  readonly problems: string[] = [];

  constructor(browser: Browser, baseUrl: string, folder: string) {
    this.#browser = browser;
    this.#baseUrl = baseUrl;
    this.#folder = folder;
  }

  /** A device with its own storage. @param storage of the browser, by key */
  async device(kind: Device, storage: Record<string, string> = {}, dark = false): Promise<BrowserContext> {
    const context = await this.#browser.newContext({
      baseURL: this.#baseUrl,
      viewport: VIEWPORTS[kind],
      locale: "en-GB",
      reducedMotion: "reduce",
      colorScheme: dark ? "dark" : "light",
    });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addInitScript((entries) => {
      for (const [key, value] of Object.entries(entries)) localStorage.setItem(key, value);
    }, storage);
    return context;
  }

  /** A step of the way. If it fails, the next ones are tried all the same. */
  async step(name: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.problems.push(`${name}: ${(error as Error).message.split("\n")[0]}`);
    }
  }

  /**
   * Writes what a page shows as `<name>.webp`.
   *
   * @param options `isWhole`: all of the page, also below the window; `maxHeight`: of that, in pixels
   */
  async take(
    page: Page,
    name: string,
    options: { isWhole?: boolean; maxHeight?: number } = {},
  ): Promise<void> {
    await this.step(name, async () => {
      await page.evaluate("document.fonts.ready.then(() => undefined)");
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
      if (wide > page.viewportSize()!.width) this.problems.push(`${name}: the page is ${wide} px wide`);
      const session = await page.context().newCDPSession(page);
      const { width, height } = page.viewportSize()!;
      const whole = options.isWhole
        ? await page.evaluate<number>("document.documentElement.scrollHeight")
        : height;
      const clip = { x: 0, y: 0, width, height: Math.min(whole, options.maxHeight ?? whole), scale: 1 };
      for (let quality = QUALITY; quality > 20; quality -= 15) {
        const { data } = await session.send("Page.captureScreenshot", {
          format: "webp",
          quality,
          captureBeyondViewport: options.isWhole ?? false,
          ...(options.isWhole ? { clip } : {}),
        });
        const bytes = Buffer.from(data, "base64");
        if (bytes.length > MAX_BYTES) continue;
        await writeFile(join(this.#folder, `${name}.webp`), bytes);
        break;
      }
      await session.detach();
    });
  }
}
