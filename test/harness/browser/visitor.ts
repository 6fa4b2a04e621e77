import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

/** Requests that a page gave up itself, such as the event stream of a page that was left. */
const GIVEN_UP = "net::ERR_ABORTED";
/** What a browser says of requests while it is offline. */
const OFFLINE = /net::ERR_INTERNET_DISCONNECTED/;

/**
 * A person with a device: a browser context with its own storage. Every page that they open is watched: an error in its
 * console or its code, a request that failed or went to another host, and a violation of the content security policy
 * are problems.
 */
export class Visitor {
  readonly context: BrowserContext;
  readonly #origin: string;
  readonly #problems: string[] = [];
  readonly #allowed: RegExp[] = [OFFLINE];

  /**
   * @param baseUrl the gateway, whose pages may be asked for; everything else is another host
   * @param options of the device; by default a small phone
   */
  static async arrive(
    browser: Browser,
    baseUrl: string,
    options: BrowserContextOptions = {},
  ): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: baseUrl,
      viewport: { width: 390, height: 844 },
      locale: "en-GB",
      reducedMotion: "reduce",
      ...options,
    });
    return new Visitor(context, new URL(baseUrl).origin);
  }

  private constructor(context: BrowserContext, origin: string) {
    this.context = context;
    this.#origin = origin;
    context.setDefaultTimeout(20_000);
    context.on("request", (request) => {
      const { origin: other, protocol } = new URL(request.url());
      if (protocol.startsWith("http") && other !== origin) this.#add(`a request to ${request.url()}`);
    });
    context.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "";
      if (reason !== GIVEN_UP) this.#add(`${request.method()} ${request.url()} failed: ${reason}`);
    });
    context.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning")
        this.#add(`console: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => this.#add(`error: ${error.error().stack ?? error.error().message}`));
  }

  /** Opens an address in a new tab. */
  async open(path: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(new URL(path, this.#origin).href);
    return page;
  }

  /** What a test provokes, and so is no problem, such as an answer that is refused. */
  allow(text: RegExp): void {
    this.#allowed.push(text);
  }

  /** What went wrong so far. */
  get problems(): readonly string[] {
    return this.#problems.filter((problem) => !this.#allowed.some((text) => text.test(problem)));
  }

  #add(problem: string): void {
    this.#problems.push(problem);
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}
