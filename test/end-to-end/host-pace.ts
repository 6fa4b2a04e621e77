import { must, type Reply } from "../harness/client.ts";
import type { SessionState } from "../harness/contract.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { joinAll, type Player } from "../harness/player.ts";
import { Random } from "../harness/random.ts";
import { until } from "../harness/until.ts";
import { at, type SessionFixture, untilQuestionOpen } from "./fixture.ts";
import {
  extendQuestion,
  lockSession,
  rejoinSome,
  removePlayers,
  restorePlayer,
  verifyNicknameTaken,
} from "./host-hand.ts";
import { randomNicknames } from "./nicknames.ts";
import type { Oracle } from "./oracle.ts";
import { sendAnswersWhileOpen, sendEarlyAnswers, sendLateAnswers } from "./play-question.ts";
import { drawPlans, type PlayerPlan } from "./player-plans.ts";
import { verifyStats } from "./verify.ts";

const MAX_DELAY_MS = 900;
/** How far the clocks of the test and the server may differ, in ms; both run on one machine. */
const CLOCK_TOLERANCE_MS = 15;

/** The third question is extended by this, in ms. */
const EXTENSION_MS = 800;
const EXTENDED = 3;

/**
 * How a question closes: by its time limit, by the host's `close`, by the host's `next`, or because everyone has
 * answered.
 */
type ClosedBy = "limit" | "close" | "next" | "answers";

function closedBy(no: number, oracle: Oracle): ClosedBy {
  const unlimited = oracle.questions[no - 1]?.timeLimitMs === null;
  if (no < 1 || no === oracle.questions.length) return "close";
  return unlimited ? "answers" : ((["limit", "close", "next"] as const)[no % 3] as ClosedBy);
}

/** Makes the host's step that closes a question, and records the instants between which it closed. */
async function closeQuestion(
  fixture: SessionFixture,
  oracle: Oracle,
  no: number,
  step: "close" | "next",
): Promise<Reply<SessionState>> {
  const reply = await fixture.host.step(fixture.session.id, step);
  const window = oracle.windows.get(no);
  // On a busy machine the time limit may have closed it first.
  if (step === "close" && reply.status === 409 && window && window.closesBy <= reply.doneAt) return reply;
  must(reply, 200);
  if (window && window.closesBy >= reply.sentAt)
    oracle.windows.set(no, { ...window, closesFrom: reply.sentAt, closesBy: reply.doneAt });
  return reply;
}

/**
 * Everyone but the onlooker has answered, so the question closes once the onlooker's stream has closed: after the last
 * answer, and soon.
 */
async function untilAllAnswered(
  fixture: SessionFixture,
  oracle: Oracle,
  no: number,
  onlooker: EventStream,
): Promise<void> {
  const { openedAt } = oracle.windows.get(no)!;
  expect(must(await fixture.spectator.state(), 200).question).toMatchObject({ no, closesAt: null });
  onlooker.close();
  const closes = await until(`question ${no} closes once everyone has answered`, async () => {
    const { question, now } = must(await fixture.spectator.state(), 200);
    const closesAt = Date.parse(question?.closesAt ?? "");
    return question?.no === no && closesAt <= Date.parse(now) && closesAt;
  });
  const answers = [...oracle.answers(no).values()];
  expect(answers).toHaveLength(fixture.players.length);
  expect(closes).toBeGreaterThanOrEqual(Math.max(...answers.map(({ elapsedMs }) => openedAt + elapsedMs)));
  oracle.windows.set(no, { openedAt, closesFrom: closes, closesBy: closes });
}

/** Records when the question opens, which is `readMs` after it was shown, and when it closes. */
async function recordOpening(
  fixture: SessionFixture,
  oracle: Oracle,
  no: number,
  step: Reply<SessionState>,
): Promise<number> {
  const { openedAt, closesAt } = await untilQuestionOpen(fixture, no);
  const shownAt = Date.parse(openedAt) - (fixture.session.settings.readMs ?? 0);
  expect(shownAt).toBeGreaterThanOrEqual(step.sentAt - CLOCK_TOLERANCE_MS);
  expect(shownAt).toBeLessThanOrEqual(step.doneAt + CLOCK_TOLERANCE_MS);
  const closes = closesAt === null ? Number.POSITIVE_INFINITY : Date.parse(closesAt);
  oracle.windows.set(no, { openedAt: Date.parse(openedAt), closesFrom: closes, closesBy: closes });
  return Date.parse(openedAt);
}

async function joinLatecomers(fixture: SessionFixture, oracle: Oracle, random: Random): Promise<void> {
  const names = randomNicknames(random, 20, fixture.players.length + 1);
  const late = await joinAll(fixture.clients, fixture.session.code, names);
  for (const player of late) oracle.addPlayer(player.no, player.joined.nickname);
  fixture.players.push(...late);
}

/** Half of those who would not have answered use the time that the host adds to the question. */
function answerInExtension(plans: readonly PlayerPlan[], limitMs: number, random: Random): void {
  for (const plan of plans) {
    if (plan.delayMs !== undefined || plan.lateAnswer || random.chance(0.5)) continue;
    plan.delayMs = limitMs + random.number(50, EXTENSION_MS - 250);
  }
}

/** Opens, plays and closes a question. Late answers to the previous question are sent meanwhile. */
async function playQuestion(
  fixture: SessionFixture,
  oracle: Oracle,
  plans: readonly PlayerPlan[],
  previous: readonly PlayerPlan[],
  onlooker: EventStream,
) {
  const no = at(plans, 0).no;
  await sendEarlyAnswers(oracle, plans);
  const step =
    no === 1
      ? await fixture.host.step(fixture.session.id, "open")
      : await closeQuestion(fixture, oracle, at(previous, 0).no, "next");
  must(step, 200);
  const openedAt = await recordOpening(fixture, oracle, no, step);
  if (no === EXTENDED) await extendQuestion(fixture, oracle, no, EXTENSION_MS);
  const late = closedBy(no - 1, oracle) === "next" ? sendLateAnswers(oracle, previous) : undefined;
  await Promise.all([sendAnswersWhileOpen(oracle, plans, openedAt), late]);
  const closing = closedBy(no, oracle);
  if (closing === "next") return;
  if (closing === "answers") await untilAllAnswered(fixture, oracle, no, onlooker);
  if (closing === "close") await closeQuestion(fixture, oracle, no, "close");
  await sendLateAnswers(oracle, plans);
  await verifyStats(fixture, oracle, no);
}

/**
 * Plays a full session in pace `host`. Twenty players join after the second question, then the session is locked; the
 * third one is extended; after it two players are removed, one of them for good, and the other one is let in again. One
 * player only looks on, which keeps the questions open that would close once everyone has answered.
 */
export async function playHostPace(fixture: SessionFixture, oracle: Oracle, seed: number): Promise<void> {
  const random = new Random(seed);
  await verifyNicknameTaken(fixture);
  const onlooker = fixture.players.pop()!;
  const stream = await onlooker.events();
  let previous: PlayerPlan[] = [];
  let removed: Player | undefined;
  for (let no = 1; no <= oracle.questions.length; no++) {
    const question = at(oracle.questions, no - 1);
    const plans = drawPlans(random, fixture.players, no, question, {
      maxDelayMs: MAX_DELAY_MS,
      retriesAfterClose: true,
      everyoneAnswers: closedBy(no, oracle) === "answers",
    });
    if (no === EXTENDED) answerInExtension(plans, question.timeLimitMs ?? 0, random);
    await playQuestion(fixture, oracle, plans, previous, stream);
    previous = plans;
    if (no === 1) await rejoinSome(fixture, 0, 10);
    if (no === 2) {
      await joinLatecomers(fixture, oracle, random);
      await lockSession(fixture);
    }
    if (no === 3) removed = await removePlayers(fixture, oracle);
    if (no === 4 && removed) await restorePlayer(fixture, oracle, removed);
  }
  must(await fixture.host.step(fixture.session.id, "end"), 200);
  fixture.players.push(onlooker);
}
