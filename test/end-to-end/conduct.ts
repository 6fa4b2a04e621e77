import type { Answer } from "../harness/contract.ts";
import { waitUntilTime } from "../harness/until.ts";
import type { Oracle } from "./oracle.ts";
import type { Plan } from "./plan.ts";

/** How long after the grace a late answer is sent, so that it is late beyond doubt. */
const LATE_MARGIN_MS = 300;
/** How often an answer is sent again, on a machine that is busy with other things. */
const MAX_TRIES = 5;

/** Sends an answer; one that is put off is sent again with its receipt, and then counts as of its first arrival. */
async function send(oracle: Oracle, plan: Plan, answer: Answer): Promise<void> {
  let reply = await plan.player.answer(plan.no, answer);
  const { sentAt } = reply;
  for (let tries = 0; reply.status === 503 && tries < MAX_TRIES; tries++) {
    const { receipt } = (reply.body as unknown as { data: { receipt: string } }).data;
    reply = await plan.player.post({ question: plan.no, ...answer, receipt });
  }
  oracle.ledger.note(plan.player.no, plan.no, answer, { ...reply, sentAt });
}

async function sendMalformed(oracle: Oracle, plan: Plan): Promise<void> {
  if (!plan.malformed) return;
  const reply = await plan.player.postRaw(plan.malformed.raw);
  oracle.ledger.note(plan.player.no, plan.no, undefined, reply, plan.malformed.refusals);
}

/** Sends what is sent before the question opens. */
export async function playEarly(oracle: Oracle, plans: readonly Plan[]): Promise<void> {
  await Promise.all(plans.filter((plan) => plan.early).map((plan) => send(oracle, plan, plan.answer)));
}

async function playOne(oracle: Oracle, plan: Plan, openedAt: number): Promise<void> {
  if (plan.delayMs === undefined) return sendMalformed(oracle, plan);
  await waitUntilTime(openedAt + plan.delayMs);
  await sendMalformed(oracle, plan);
  await Promise.all([plan.answer, ...plan.beside].map((answer) => send(oracle, plan, answer)));
  for (const answer of plan.after) await send(oracle, plan, answer);
}

/** Sends what is sent while the question is open; resolves when the last verdict is there. */
export async function playOpen(oracle: Oracle, plans: readonly Plan[], openedAt: number): Promise<void> {
  await Promise.all(plans.map((plan) => playOne(oracle, plan, openedAt)));
}

/** Waits until the question has closed beyond doubt and sends what comes late. */
export async function playLate(oracle: Oracle, plans: readonly Plan[]): Promise<void> {
  const window = oracle.windows.get(plans[0]?.no ?? 0);
  if (!window) throw new Error("Late for a question that never opened");
  await waitUntilTime(window.closesBy + oracle.rules.graceMs + LATE_MARGIN_MS);
  await Promise.all(plans.map((plan) => plan.late && send(oracle, plan, plan.late)));
}
