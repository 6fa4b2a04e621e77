import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
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
      const problems = [...findings, ...visitors.flatMap((visitor) => visitor.problems)];
      await Promise.all(visitors.map((visitor) => visitor.leave()));
      visitors = [];
      findings = [];
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

/** What is wrong with the pages of the test that runs. They are told together when it ends. */
let findings: string[] = [];

/** The test fails unless axe finds nothing on the page, in both colour schemes. */
export async function expectAccessible(page: Page): Promise<void> {
  const { pathname } = new URL(page.url());
  for (const problem of await accessibilityProblems(page)) findings.push(`${pathname}: ${problem}`);
}

/** The same, and unless nothing of the page is beyond the edge of a narrow phone, or of its screen with text at 200 %. */
export async function expectWellMade(page: Page): Promise<void> {
  await expectAccessible(page);
  const { pathname } = new URL(page.url());
  for (const problem of await sidewaysScroll(page)) findings.push(`${pathname}: ${problem}`);
}
