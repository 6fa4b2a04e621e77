import { expectError, must } from "../harness/client.ts";
import { join } from "../harness/player.ts";
import { Random } from "../harness/random.ts";
import { until, waitUntilTime } from "../harness/until.ts";
import type { SessionFixture } from "./fixture.ts";
import { rejoinSome } from "./host-hand.ts";
import type { Oracle } from "./oracle.ts";
import { sendAnswersWhileOpen, sendEarlyAnswers, sendLateAnswers } from "./play-question.ts";
import { drawPlans, type PlayerPlan } from "./player-plans.ts";
import { verifyPlayerQuiz } from "./verify-quiz.ts";
import { verifyTickets } from "./verify-tickets.ts";

const MAX_DELAY_MS = 5000;

/** In pace `self`, every question is open as long as the session. */
function recordWindows(oracle: Oracle, opensAt: number, closesAt: number): void {
  oracle.questions.forEach((_, index) => {
    oracle.windows.set(index + 1, { openedAt: opensAt, closesFrom: closesAt, closesBy: closesAt });
  });
}

/** With `lateJoin: false` nobody new gets in once the session is open, but whoever is in comes back. */
async function verifyTooLate(fixture: SessionFixture): Promise<void> {
  const late = { code: fixture.session.code, nickname: "Too late" };
  const { data } = expectError(await join(fixture.client, late), 409, "WRONG_STATE");
  expect(data).toMatchObject({ reason: "late" });
  await rejoinSome(fixture, 0, 10);
}

/** Plays a full session in pace `self`: each player answers all questions in their own order. */
export async function playSelfPace(
  fixture: SessionFixture,
  oracle: Oracle,
  seed: number,
  window: { opensAt: number; closesAt: number },
): Promise<void> {
  const random = new Random(seed);
  const behaviour = { maxDelayMs: MAX_DELAY_MS, retriesAfterClose: false };
  const plans: PlayerPlan[][] = oracle.questions.map((question, index) =>
    drawPlans(random, fixture.players, index + 1, question, behaviour),
  );
  await Promise.all(plans.map((questionPlans) => sendEarlyAnswers(oracle, questionPlans)));
  await until("the scheduler opens the session", async () => {
    return must(await fixture.spectator.state(), 200).state === "open";
  });
  recordWindows(oracle, window.opensAt, window.closesAt);
  await Promise.all([
    verifyPlayerQuiz(fixture, oracle),
    verifyTooLate(fixture),
    ...plans.map((questionPlans) => sendAnswersWhileOpen(oracle, questionPlans, window.opensAt)),
  ]);
  await verifyTickets(fixture, oracle, window.closesAt);
  await waitUntilTime(window.closesAt);
  await Promise.all(plans.map((questionPlans) => sendLateAnswers(oracle, questionPlans)));
  must(await fixture.host.step(fixture.session.id, "end"), 200);
}
