import type { SessionDraft } from "../../../client/src/types.ts";
import type { Deployment } from "../../harness/deployment.ts";
import { createGame, type Game } from "./game.ts";

/** What one test does, by the test's title. It may run at the same time as others. */
export type Scenarios = Record<string, (deployment: Deployment) => Promise<void>>;

/** Declares a test for each scenario. All of them start together before the first test: most of their time is waiting. */
export function testSideBySide(deployment: Deployment, scenarios: Scenarios, timeoutMs: number): void {
  const running = new Map<string, Promise<void>>();
  beforeAll(() => {
    for (const [title, run] of Object.entries(scenarios)) {
      const done = run(deployment);
      // Its own test reports it.
      done.catch(() => {});
      running.set(title, done);
    }
  });
  test.each(Object.keys(scenarios))("%s", (title) => running.get(title), timeoutMs);
  afterAll(() => Promise.allSettled(running.values()), timeoutMs);
}

/** Plays a game; then its players leave. @param draft the session; by default pace `host` without grace */
export async function withGame(
  deployment: Deployment,
  play: (game: Game) => Promise<void>,
  draft?: Partial<SessionDraft>,
): Promise<void> {
  const game = await createGame(deployment, draft);
  try {
    await play(game);
  } finally {
    await Promise.all(game.seats.map((seat) => seat.leave()));
  }
}
