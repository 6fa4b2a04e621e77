import { must } from "../harness/client.ts";
import { joinAll } from "../harness/player.ts";
import { Random } from "../harness/random.ts";
import { at, type SessionFixture, untilQuestionOpen } from "./fixture.ts";
import { randomNicknames } from "./nicknames.ts";
import type { Oracle } from "./oracle.ts";
import { sendAnswersWhileOpen, sendEarlyAnswers, sendLateAnswers } from "./play-question.ts";
import { drawPlans, type PlayerPlan } from "./player-plans.ts";
import { verifyStats } from "./verify.ts";

const MAX_DELAY_MS = 900;

/** How a question closes: by its time limit, by the host's `close`, or by the host's `next`. */
type ClosedBy = "limit" | "close" | "next";

function closedBy(no: number, oracle: Oracle): ClosedBy {
  const unlimited = oracle.questions[no - 1]?.timeLimitMs === null;
  if (no < 1 || no === oracle.questions.length) return "close";
  return (["limit", "close", "next"] as const)[unlimited ? 1 : no % 3] as ClosedBy;
}

/** Makes the host's step that closes a question, and records the instants between which it closed. */
async function closeQuestion(
  fixture: SessionFixture,
  oracle: Oracle,
  no: number,
  step: "close" | "next",
): Promise<void> {
  const reply = await fixture.host.step(fixture.session.id, step);
  const window = oracle.windows.get(no);
  // On a busy machine the time limit may have closed it first.
  if (step === "close" && reply.status === 409 && window && window.closesBy <= reply.doneAt) return;
  must(reply, 200);
  if (!window || window.closesBy < reply.sentAt) return;
  oracle.windows.set(no, { ...window, closesFrom: reply.sentAt, closesBy: reply.doneAt });
}

async function recordOpening(fixture: SessionFixture, oracle: Oracle, no: number): Promise<number> {
  const { openedAt, closesAt } = await untilQuestionOpen(fixture, no);
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

async function removePlayers(fixture: SessionFixture, oracle: Oracle, count: number): Promise<void> {
  for (const player of fixture.players.splice(3, count)) {
    const reply = await fixture.host.removePlayer(fixture.session.id, player.no);
    expect(reply.status).toBeLessThan(300);
    oracle.removePlayer(player.no);
  }
}

/** Opens, plays and closes a question. Late answers to the previous question are sent meanwhile. */
async function playQuestion(
  fixture: SessionFixture,
  oracle: Oracle,
  plans: readonly PlayerPlan[],
  previous: readonly PlayerPlan[],
) {
  const no = at(plans, 0).no;
  await sendEarlyAnswers(oracle, plans);
  if (no === 1) must(await fixture.host.step(fixture.session.id, "open"), 200);
  else await closeQuestion(fixture, oracle, at(previous, 0).no, "next");
  const openedAt = await recordOpening(fixture, oracle, no);
  const late = closedBy(no - 1, oracle) === "next" ? sendLateAnswers(oracle, previous) : undefined;
  await Promise.all([sendAnswersWhileOpen(oracle, plans, openedAt), late]);
  const closing = closedBy(no, oracle);
  if (closing === "next") return;
  if (closing === "close") await closeQuestion(fixture, oracle, no, "close");
  await sendLateAnswers(oracle, plans);
  await verifyStats(fixture, oracle, no);
}

/**
 * Plays a full session in pace `host`: twenty players join after the second question, two are removed after the third.
 */
export async function playHostPace(fixture: SessionFixture, oracle: Oracle, seed: number): Promise<void> {
  const random = new Random(seed);
  const behaviour = { maxDelayMs: MAX_DELAY_MS, retriesAfterClose: true };
  let previous: PlayerPlan[] = [];
  for (let no = 1; no <= oracle.questions.length; no++) {
    const plans = drawPlans(random, fixture.players, no, at(oracle.questions, no - 1), behaviour);
    await playQuestion(fixture, oracle, plans, previous);
    previous = plans;
    if (no === 2) await joinLatecomers(fixture, oracle, random);
    if (no === 3) await removePlayers(fixture, oracle, 2);
  }
  must(await fixture.host.step(fixture.session.id, "end"), 200);
}
