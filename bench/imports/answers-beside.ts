import { type Api, createApi } from "../../client/src/api.ts";
import { Tokens } from "../../platform/auth/tokens.ts";
import { LoadProcess } from "../load/load-process.ts";
import type { OpenLoopOutcome } from "../load/open-loop.ts";
import type { OnProgress } from "../measuring/benchmark.ts";
import { ratio } from "../measuring/interleaved.ts";
import { type Spread, spreadOf } from "../measuring/spread.ts";
import { answerRequests, type Game, SECRET, startGame, UNLIMITED } from "../servers/game.ts";
import { ServerProcess } from "../servers/server-process.ts";

const PLAYERS = 4000;
const PER_SECOND = 1000;
const CONNECTIONS = 512;
const WARM_UPS = 1;
const ROUNDS = 3;
const SEED = 20_261;

/** Answers at a steady rate to a node, without and with a host's imports. Spreads over rounds, in turns. */
export interface AnswersBeside {
  perSecond: number;
  /** In ms. */
  without: { p50: Spread; p99: Spread };
  with: { p50: Spread; p99: Spread };
  ratio: { p50: Spread; p99: Spread };
  /** Imports that were answered in all rounds, by status. */
  imports: Record<number, number>;
}

/** @param files are imported one after the other, again and again */
export async function answersBeside(
  files: readonly Buffer[],
  onProgress: OnProgress,
): Promise<AnswersBeside> {
  await using load = new LoadProcess();
  await using stack = new AsyncDisposableStack();
  onProgress("starts a node; players join");
  const server = stack.adopt(await ServerProcess.stampede(UNLIMITED), (process) => process.stop());
  const game = await startGame(load, server.baseUrl, PLAYERS, 2 * (WARM_UPS + ROUNDS));
  const imports: Record<number, number> = {};
  const runs: Record<"without" | "with", OpenLoopOutcome["latencyMs"][]> = { without: [], with: [] };
  let question = 0;
  for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
    for (const variant of ["without", "with"] as const) {
      onProgress(
        `answers ${variant} imports: ${round < WARM_UPS ? "warm-up" : `round ${round} of ${ROUNDS}`}`,
      );
      const host = variant === "with" ? new ImportingHost(game, files, imports) : undefined;
      const latencyMs = await answer(load, game, ++question, SEED + round);
      await host?.stop();
      if (round >= WARM_UPS) runs[variant].push(latencyMs);
    }
  }
  const spreads = (variant: "without" | "with") => ({
    p50: spreadOf(runs[variant].map(({ p50 }) => p50)),
    p99: spreadOf(runs[variant].map(({ p99 }) => p99)),
  });
  const [without, besides] = [spreads("without"), spreads("with")];
  return {
    perSecond: PER_SECOND,
    without,
    with: besides,
    ratio: { p50: ratio(besides.p50, without.p50), p99: ratio(besides.p99, without.p99) },
    imports,
  };
}

/** Every player answers the question. @throws Error if an answer is not accepted */
async function answer(load: LoadProcess, game: Game, question: number, seed: number) {
  const requests = answerRequests(game, question);
  const job = { port: game.port, connections: CONNECTIONS, requests, perSecond: PER_SECOND, seed };
  const { statuses, latencyMs } = await load.driveOpenLoop(job);
  if (statuses[201] !== requests.length) throw new Error(`Answers got ${JSON.stringify(statuses)}`);
  return latencyMs;
}

/** A host who imports one file after the other, until it is stopped. */
class ImportingHost {
  readonly #files: readonly Buffer[];
  readonly #statuses: Record<number, number>;
  readonly #api: Api;
  readonly #done: Promise<void>;
  #isStopped = false;

  constructor({ baseUrl }: Game, files: readonly Buffer[], statuses: Record<number, number>) {
    this.#api = createApi({
      baseUrl,
      token: new Tokens(SECRET).issueHostToken("importer"),
      timeoutMs: 120_000,
    });
    this.#files = files;
    this.#statuses = statuses;
    this.#done = this.#import();
    this.#done.catch(() => {});
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#done;
  }

  async #import(): Promise<void> {
    for (let index = 0; !this.#isStopped; index = (index + 1) % this.#files.length) {
      const body = this.#files[index]!;
      // Not by `Host`, which would send a refused import again: every status counts.
      const { data, response } = await this.#api.POST("/api/quizzes/import", {
        body,
        bodySerializer: () => body,
        headers: { "content-type": "application/octet-stream" },
      });
      this.#statuses[response.status] = (this.#statuses[response.status] ?? 0) + 1;
      // A host may have a limited number of quizzes.
      if (data) await this.#api.DELETE("/api/quizzes/{id}", { params: { path: { id: data.quiz.id } } });
    }
  }
}
