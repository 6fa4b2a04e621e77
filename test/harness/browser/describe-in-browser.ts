import { type Browser, type BrowserContextOptions, chromium } from "playwright-core";
import { binary } from "../../../dev-cluster/servers/binaries.ts";
import { type Deployment, describeOnSharedStandalone } from "../deployment.ts";
import { INSTALL_MS } from "../processes.ts";
import { accessibilityProblems } from "./accessibility.ts";
import { sidewaysScroll } from "./layout.ts";
import { Visitor } from "./visitor.ts";

export interface BrowserSuite {
  /** The node whose pages are visited. */
  readonly deployment: Deployment;
  /** Someone with a device, who leaves when the test ends. What went wrong on their pages fails the test. */
  arrive(options?: BrowserContextOptions): Promise<Visitor>;
}

/**
 * A suite in a real browser, Debian's Chromium, on the standalone node that the files of a run share. On Debian, as
 * root, a missing Chromium is installed; elsewhere the suite says what to install.
 */
export function describeInBrowser(name: string, suite: (browser: BrowserSuite) => void): void {
  describeOnSharedStandalone(name, (deployment) => {
    let browser: Browser;
    let visitors: Visitor[] = [];
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath: await binary("chromium"),
        args: ["--no-sandbox", "--disable-gpu"],
      });
    }, INSTALL_MS);
    afterAll(() => browser?.close());
    afterEach(async () => {
      const problems = visitors.flatMap((visitor) => visitor.problems);
      await Promise.all(visitors.map((visitor) => visitor.leave()));
      visitors = [];
      expect(problems).toEqual([]);
    });
    suite({
      deployment,
      async arrive(options) {
        const visitor = await Visitor.arrive(browser, deployment.baseUrls[0]!, options);
        visitors.push(visitor);
        return visitor;
      },
    });
  });
}

/** Fails unless axe finds nothing on the page, in both colour schemes, and nothing of it is beyond a narrow screen. */
export async function expectWellMade(page: import("playwright-core").Page): Promise<void> {
  expect({ url: page.url(), problems: await accessibilityProblems(page) }).toEqual({
    url: page.url(),
    problems: [],
  });
  const { at320px, at200percent } = await sidewaysScroll(page);
  expect({ url: page.url(), at320px, at200percent }).toEqual({
    url: page.url(),
    at320px: expect.any(Number),
    at200percent: expect.any(Number),
  });
  expect(Math.max(at320px, at200percent)).toBeLessThanOrEqual(0);
}
