import { must } from "../harness/client.ts";
import { Random } from "../harness/random.ts";
import { until, waitUntilTime } from "../harness/until.ts";
import { at, type SessionFixture, untilQuestionOpen } from "./fixture.ts";
import { extendQuestion, rejoinSome } from "./host-hand.ts";
import type { Oracle } from "./oracle.ts";
import { sendAnswersWhileOpen, sendEarlyAnswers, sendLateAnswers } from "./play-question.ts";
import { drawPlans } from "./player-plans.ts";
import { verifyWithheld } from "./verify.ts";

const MAX_DELAY_MS = 900;
/** How far the clocks of the test and the server may differ, in ms; both run on one machine. */
const CLOCK_TOLERANCE_MS = 15;

/** What the host does while a question of the programme is open. */
const EXTENDED = 2;
const EXTENSION_MS = 600;
/** The programme is paused and resumed at once, so it goes on as if nothing had been. */
const PAUSED_BRIEFLY = 3;
/** The programme waits after this one, until the host resumes it. */
const PAUSED = 4;

/**
 * Plays a full session in pace `auto`. After the start the scheduler alone opens and closes questions, except that the
 * host extends one, and pauses and resumes the programme.
 */
export async function playAutoPace(
  fixture: SessionFixture,
  oracle: Oracle,
  seed: number,
  gapMs: number,
): Promise<void> {
  const random = new Random(seed);
  const last = oracle.questions.length;
  await rejoinSome(fixture, 0, 10);
  const plans = oracle.questions.map((question, index) =>
    drawPlans(random, fixture.players, index + 1, question, {
      maxDelayMs: MAX_DELAY_MS,
      retriesAfterClose: index + 1 < last,
    }),
  );
  const late: Promise<void>[] = [];
  let resumedAt: number | undefined;
  await sendEarlyAnswers(oracle, at(plans, 0));
  must(await fixture.host.step(fixture.session.id, "open"), 200);
  for (let no = 1; no <= last; no++) {
    const opensAt = await recordWindow(fixture, oracle, no, gapMs, resumedAt);
    resumedAt = undefined;
    if (no === EXTENDED) await extendQuestion(fixture, oracle, no, EXTENSION_MS);
    if (no === PAUSED_BRIEFLY || no === PAUSED)
      must(await fixture.host.step(fixture.session.id, "pause"), 200);
    if (no === PAUSED_BRIEFLY) must(await fixture.host.step(fixture.session.id, "resume"), 200);
    await Promise.all([
      sendAnswersWhileOpen(oracle, at(plans, no - 1), opensAt),
      no < last && sendEarlyAnswers(oracle, at(plans, no)),
    ]);
    const closesAt = oracle.windows.get(no)?.closesBy ?? 0;
    if (oracle.rules.stats === "onEnd") {
      await verifyWithheld(fixture, oracle, no).catch((error) => {
        // The close of the last question ends the session, so its stats may already be visible.
        if (no < last || Date.now() < closesAt) throw error;
      });
    }
    late.push(sendLateAnswers(oracle, at(plans, no - 1)));
    if (no === PAUSED) resumedAt = await resumeAfter(fixture, no, closesAt + 2 * gapMs);
  }
  await Promise.all(late);
  await until("the session has ended", async () => {
    return must(await fixture.spectator.state(), 200).state === "ended";
  });
}

/**
 * Waits until a question is shown, checks its times and records them. The question before closed a gap and the time for
 * reading earlier, to the millisecond; after a pause it is shown at the resume. Returns when it opens.
 */
async function recordWindow(
  fixture: SessionFixture,
  oracle: Oracle,
  no: number,
  gapMs: number,
  resumedAt: number | undefined,
): Promise<number> {
  const { openedAt, closesAt } = await untilQuestionOpen(fixture, no);
  const [opens, closes] = [Date.parse(openedAt), Date.parse(closesAt ?? "")];
  expect(closes - opens).toBe(oracle.questions[no - 1]?.timeLimitMs);
  const shownAt = opens - (fixture.session.settings.readMs ?? 0);
  const previous = oracle.windows.get(no - 1);
  if (previous && resumedAt === undefined) expect(shownAt - previous.closesBy).toBe(gapMs);
  if (resumedAt !== undefined) expect(shownAt).toBeGreaterThanOrEqual(resumedAt - CLOCK_TOLERANCE_MS);
  oracle.windows.set(no, { openedAt: opens, closesFrom: closes, closesBy: closes });
  return opens;
}

/** Resumes the programme at this time, at which it must still wait after this question. Returns when it was resumed. */
async function resumeAfter(
  { host, session, spectator }: SessionFixture,
  no: number,
  time: number,
): Promise<number> {
  await waitUntilTime(time);
  const { question, pausedAt } = must(await spectator.state(), 200);
  expect({ no: question?.no, pausedAt }).toEqual({ no, pausedAt: expect.any(String) });
  const reply = await host.step(session.id, "resume");
  expect(must(reply, 200).pausedAt).toBeUndefined();
  return reply.sentAt;
}
