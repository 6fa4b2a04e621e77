import { createApi } from "../client/src/api.ts";
import { ServerClock } from "../client/src/clock.ts";
import { thisDevice } from "../client/src/device.ts";
import { Host } from "../client/src/host.ts";
import { Crews } from "./bots/crews.ts";
import { type CrewProgress, monotonicMs, outstanding, playersIn } from "./bots/recorder.ts";
import type { CrewFigures } from "./figures/crew-figures.ts";
import { type EarlyEnd, type Report, reportOf } from "./figures/report.ts";
import { number } from "./figures/verdict.ts";
import type { Options } from "./options.ts";
import { type Books, checkBooks } from "./stage/books.ts";
import { lead, RECEIPT_MS } from "./stage/leading.ts";
import { OwnServer } from "./stage/own-server.ts";
import { plainError } from "./stage/plain-error.ts";
import { checkServer } from "./stage/reach-server.ts";
import { findSession, type HostedStage, makeSession } from "./stage/session.ts";
import { type Progress, progressLine } from "./terminal/progress.ts";

/** How long joins and connections may take beyond the ramp, in ms: the client gives up a join after a minute. */
const JOIN_MS = 65_000;
const CONNECT_MS = 10_000;
/** How long the figures may take to become final, in ms. */
const BOOKS_MS = 30_000;
/** The same if it was ended by hand: then nobody wants to wait. */
const HASTY_MS = 5000;
const PROGRESS_MS = 250;

const NO_TOKEN =
  "The books were not checked: that needs the token of the session's host (--token, or STAMPEDE_HOST_TOKEN).";
const OTHER_HOST =
  "The books were not checked: the host of this token has no session with this code that has not ended.";

/**
 * Rehearses: prepares, lets the players join and play, and compares the books.
 *
 * @param signal ends it early; there is a report all the same
 * @throws UsageError, ApiError, ConnectionError if it cannot begin
 */
export async function rehearse(options: Options, progress: Progress, signal: AbortSignal): Promise<Report> {
  if (options.url !== undefined) return new Rehearsal(options, options.url, progress, signal).run();
  progress.update("Starting a server …");
  const server = await OwnServer.start(options.players);
  try {
    const own = { ...options, token: server.token };
    return await new Rehearsal(own, server.baseUrl, progress, signal).run();
  } finally {
    progress.update("Stopping the server …");
    await server.stop();
    progress.clear();
  }
}

class Rehearsal {
  readonly #options: Options;
  readonly #baseUrl: string;
  readonly #progress: Progress;
  readonly #signal: AbortSignal;
  readonly #clock: ServerClock;
  readonly #notes: string[] = [];
  readonly #startedAt = new Date();
  readonly #startedMs = performance.now();
  #step = "players join";
  #memoryMiB = 0;

  constructor(options: Options, baseUrl: string, progress: Progress, signal: AbortSignal) {
    this.#options = options;
    this.#baseUrl = baseUrl;
    this.#progress = progress;
    this.#signal = signal;
    this.#clock = new ServerClock(createApi({ baseUrl }), thisDevice());
  }

  async run(): Promise<Report> {
    const { code, token } = this.#options;
    await checkServer(this.#baseUrl);
    const host = token === undefined ? undefined : new Host({ baseUrl: this.#baseUrl, token });
    const stage =
      host && (code === undefined ? await makeSession(host, this.#options) : await findSession(host, code));
    try {
      await this.#clock.sync();
      const { figures, early } = await this.#play(stage, code ?? stage!.code);
      const books = await this.#books(stage, figures, early);
      return this.#report(figures, books, early);
    } finally {
      await this.#remove(stage);
    }
  }

  /** From the first join to the last verdict. */
  async #play(stage: HostedStage | undefined, code: string) {
    const { players, joinSeconds, seed, wrong, late, lost } = this.#options;
    const crews = new Crews(
      { baseUrl: this.#baseUrl, code, seed, habits: { wrong, late, lost }, answers: stage?.answers ?? {} },
      players,
      joinSeconds * 1000,
    );
    const show = setInterval(() => this.#show(crews.progress), PROGRESS_MS);
    let early: EarlyEnd | undefined;
    try {
      await this.#join(crews);
      if (this.#signal.aborted) this.#step = "ending";
      else if (this.#options.code !== undefined) await this.#waitForEnd(crews);
      else await this.#lead(crews, stage!);
    } catch (error) {
      early = { error: plainError(error) };
    }
    try {
      early ??= this.#earlyEnd();
      if (early) await crews.windDown();
      await this.#settle(crews, stage, early !== undefined);
      const figures = await crews.finish();
      return { figures, early };
    } finally {
      clearInterval(show);
      this.#progress.clear();
    }
  }

  async #join(crews: Crews): Promise<void> {
    const { players, joinSeconds } = this.#options;
    const all = ({ joined, refused }: CrewProgress) => joined + refused >= players;
    await crews.until(all, joinSeconds * 1000 + JOIN_MS, this.#signal);
    // The event streams open just after the joins.
    await crews.until((progress) => progress.connected >= playersIn(progress), CONNECT_MS, this.#signal);
    await this.#clock.sync().catch(() => {});
    this.#progress.log(`${number(crews.progress.joined)} of ${number(players)} players are in.`);
  }

  async #waitForEnd(crews: Crews): Promise<void> {
    this.#step = "waiting until the session ends";
    await crews.until(({ over }) => over >= this.#options.players, Number.POSITIVE_INFINITY, this.#signal);
  }

  async #lead(crews: Crews, { session, questions }: HostedStage): Promise<void> {
    if (crews.progress.joined === 0) return;
    await lead({
      session,
      questions,
      crews,
      options: this.#options,
      signal: this.#signal,
      onStep: (step) => {
        this.#step = step;
      },
    });
  }

  /** Waits for verdicts that are still on their way, then ends the session that we lead. */
  async #settle(crews: Crews, stage: HostedStage | undefined, isHasty: boolean): Promise<void> {
    this.#step = "the last answers";
    if (isHasty) await crews.until(({ underWay }) => underWay === 0, HASTY_MS);
    else await crews.until((progress) => outstanding(progress) === 0, RECEIPT_MS + HASTY_MS);
    this.#memoryMiB = process.memoryUsage().rss / 2 ** 20;
    if (!stage || this.#options.code !== undefined) return;
    await this.#tried("The session could not be ended", () => stage.session.end());
  }

  async #books(
    stage: HostedStage | undefined,
    figures: CrewFigures,
    early: EarlyEnd | undefined,
  ): Promise<Books> {
    const { code, token } = this.#options;
    if (!stage) return { isChecked: false, why: token === undefined ? NO_TOKEN : OTHER_HOST };
    this.#progress.update("Checking the books …");
    try {
      return await checkBooks(stage.session, figures, code !== undefined, early ? HASTY_MS : BOOKS_MS);
    } catch (error) {
      return { isChecked: false, why: `The books were not checked. ${plainError(error)}` };
    } finally {
      this.#progress.clear();
    }
  }

  async #remove(stage: HostedStage | undefined): Promise<void> {
    if (!stage) return;
    // The node of an own server takes everything with it.
    if (this.#options.url === undefined) return;
    await this.#tried("The session and its quiz could not be deleted", () => stage.remove());
  }

  async #tried(failure: string, attempt: () => Promise<unknown>): Promise<void> {
    try {
      await attempt();
    } catch (error) {
      this.#notes.push(`${failure}. ${plainError(error)}`);
    }
  }

  #earlyEnd(): EarlyEnd | undefined {
    if (!this.#signal.aborted) return undefined;
    return this.#signal.reason === "interrupted" ? "interrupted" : "out of time";
  }

  #show(counts: CrewProgress): void {
    this.#progress.update(progressLine(this.#step, (performance.now() - this.#startedMs) / 1000, counts));
  }

  #report(figures: CrewFigures, books: Books, early: EarlyEnd | undefined): Report {
    // Both clocks of this machine run on: their difference holds for the whole rehearsal.
    const serverMinusMonotonic = this.#clock.now() - monotonicMs();
    return reportOf({
      options: this.#options,
      baseUrl: this.#baseUrl,
      figures,
      books,
      toServerTime: (at) => at + serverMinusMonotonic,
      startedAt: this.#startedAt,
      seconds: (performance.now() - this.#startedMs) / 1000,
      memoryMiB: this.#memoryMiB,
      early,
      notes: this.#notes,
    });
  }
}
