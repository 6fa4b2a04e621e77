import type { Answer } from "../harness/contract.ts";
import { waitUntilTime } from "../harness/until.ts";
import type { Oracle } from "./oracle.ts";
import type { PlayerPlan } from "./player-plans.ts";

/** A late answer is sent this long after the grace, in ms, so that it is certainly late. */
const LATE_MARGIN_MS = 300;

async function send(oracle: Oracle, plan: PlayerPlan, answer: Answer): Promise<void> {
  oracle.ledger.record(plan.player.no, plan.no, answer, await plan.player.answer(plan.no, answer));
}

async function sendMalformed(oracle: Oracle, plan: PlayerPlan): Promise<void> {
  if (!plan.malformed) return;
  const reply = await plan.player.postRaw(plan.malformed.raw);
  oracle.ledger.record(plan.player.no, plan.no, undefined, reply, plan.malformed.expectedStatuses);
}

/** Sends the answers that are planned before the question opens. */
export async function sendEarlyAnswers(oracle: Oracle, plans: readonly PlayerPlan[]): Promise<void> {
  await Promise.all(plans.filter((plan) => plan.answersEarly).map((plan) => send(oracle, plan, plan.answer)));
}

async function playPlan(oracle: Oracle, plan: PlayerPlan, openedAt: number): Promise<void> {
  // While players still read the question, no reply reveals which answers would be malformed.
  await waitUntilTime(openedAt + (plan.delayMs ?? 0));
  await sendMalformed(oracle, plan);
  if (plan.delayMs === undefined) return;
  await Promise.all([plan.answer, ...plan.simultaneous].map((answer) => send(oracle, plan, answer)));
  for (const answer of plan.followUps) await send(oracle, plan, answer);
}

/** Sends the answers that are planned while the question is open; resolves after the last verdict. */
export async function sendAnswersWhileOpen(
  oracle: Oracle,
  plans: readonly PlayerPlan[],
  openedAt: number,
): Promise<void> {
  await Promise.all(plans.map((plan) => playPlan(oracle, plan, openedAt)));
}

/** Waits until the question has certainly closed, then sends the late answers. @throws Error if it never opened */
export async function sendLateAnswers(oracle: Oracle, plans: readonly PlayerPlan[]): Promise<void> {
  const window = oracle.windows.get(plans[0]?.no ?? 0);
  if (!window) throw new Error("The question has not opened, so no answer can be late.");
  await waitUntilTime(window.closesBy + oracle.rules.graceMs + LATE_MARGIN_MS);
  await Promise.all(plans.map((plan) => plan.lateAnswer && send(oracle, plan, plan.lateAnswer)));
}
