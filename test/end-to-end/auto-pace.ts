import { must } from "../harness/client.ts";
import { Random } from "../harness/random.ts";
import { until } from "../harness/until.ts";
import { at, type SessionFixture, untilQuestionOpen } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";
import { sendAnswersWhileOpen, sendEarlyAnswers, sendLateAnswers } from "./play-question.ts";
import { drawPlans } from "./player-plans.ts";
import { verifyWithheld } from "./verify.ts";

const MAX_DELAY_MS = 900;

/** Plays a full session in pace `auto`. After the start the scheduler alone opens and closes questions. */
export async function playAutoPace(
  fixture: SessionFixture,
  oracle: Oracle,
  seed: number,
  gapMs: number,
): Promise<void> {
  const random = new Random(seed);
  const last = oracle.questions.length;
  const plans = oracle.questions.map((question, index) =>
    drawPlans(random, fixture.players, index + 1, question, {
      maxDelayMs: MAX_DELAY_MS,
      retriesAfterClose: index + 1 < last,
    }),
  );
  const late: Promise<void>[] = [];
  await sendEarlyAnswers(oracle, at(plans, 0));
  must(await fixture.host.step(fixture.session.id, "open"), 200);
  for (let no = 1; no <= last; no++) {
    const { openedAt, closesAt } = await untilQuestionOpen(fixture, no);
    const [opens, closes] = [Date.parse(openedAt), Date.parse(closesAt ?? "")];
    expect(closes - opens).toBe(oracle.questions[no - 1]?.timeLimitMs);
    const previous = oracle.windows.get(no - 1);
    if (previous) expect(opens - previous.closesBy).toBe(gapMs);
    oracle.windows.set(no, { openedAt: opens, closesFrom: closes, closesBy: closes });
    await Promise.all([
      sendAnswersWhileOpen(oracle, at(plans, no - 1), opens),
      no < last && sendEarlyAnswers(oracle, at(plans, no)),
    ]);
    if (oracle.rules.stats === "onEnd") {
      await verifyWithheld(fixture, no).catch((error) => {
        // The close of the last question ends the session, so its stats may already be visible.
        if (no < last || Date.now() < closes) throw error;
      });
    }
    late.push(sendLateAnswers(oracle, at(plans, no - 1)));
  }
  await Promise.all(late);
  await until("the session has ended", async () => {
    return must(await fixture.spectator.state(), 200).state === "ended";
  });
}
