import { must } from "../harness/client.ts";
import { Random } from "../harness/random.ts";
import { until, waitUntilTime } from "../harness/until.ts";
import { playEarly, playLate, playOpen } from "./conduct.ts";
import type { SessionFixture } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";
import { type Plan, plansFor } from "./plan.ts";
import { verifyShownQuiz } from "./verify-quiz.ts";

const SLOWEST_MS = 5000;

/** The session's own window is every question's window. */
function enter(oracle: Oracle, opensAt: number, closesAt: number): void {
  oracle.questions.forEach((_, index) => {
    oracle.windows.set(index + 1, { openedAt: opensAt, closesFrom: closesAt, closesBy: closesAt });
  });
}

/** Plays a whole session in pace `self`: everybody goes through all questions in an order of their own. */
export async function playSelfPace(
  fixture: SessionFixture,
  oracle: Oracle,
  seed: number,
  hours: { opensAt: number; closesAt: number },
): Promise<void> {
  const random = new Random(seed);
  const habits = { maxDelayMs: SLOWEST_MS, tryAgainLate: false };
  const plans: Plan[][] = oracle.questions.map((question, index) =>
    plansFor(random, fixture.players, index + 1, question, habits),
  );
  await Promise.all(plans.map((some) => playEarly(oracle, some)));
  await until("the clock opens the session", async () => {
    return must(await fixture.spectator.state(), 200).state === "open";
  });
  enter(oracle, hours.opensAt, hours.closesAt);
  await Promise.all([
    verifyShownQuiz(fixture, oracle),
    ...plans.map((some) => playOpen(oracle, some, hours.opensAt)),
  ]);
  await waitUntilTime(hours.closesAt);
  await Promise.all(plans.map((some) => playLate(oracle, some)));
  must(await fixture.host.step(fixture.session.id, "end"), 200);
}
