import { must } from "../harness/client.ts";
import { joinAll } from "../harness/player.ts";
import { Random } from "../harness/random.ts";
import { playEarly, playLate, playOpen } from "./conduct.ts";
import { randomNicknames } from "./crowd.ts";
import { at, questionOpen, type SessionFixture } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";
import { type Plan, plansFor } from "./plan.ts";
import { verifyStats } from "./verify.ts";

const SLOWEST_MS = 900;

/** How a question ends: by its limit, by the host's `close`, or by the host's `next`. */
type Ending = "limit" | "close" | "next";

function endingOf(no: number, oracle: Oracle): Ending {
  const unlimited = oracle.questions[no - 1]?.timeLimitMs === null;
  if (no < 1 || no === oracle.questions.length) return "close";
  return (["limit", "close", "next"] as const)[unlimited ? 1 : no % 3] as Ending;
}

/** Does a host's step that closes a question, and notes between which instants the close happened. */
async function closing(
  fixture: SessionFixture,
  oracle: Oracle,
  no: number,
  step: "close" | "next",
): Promise<void> {
  const reply = await fixture.host.step(fixture.session.id, step);
  const window = oracle.windows.get(no);
  // On a busy machine the limit may have closed it first.
  if (step === "close" && reply.status === 409 && window && window.closesBy <= reply.doneAt) return;
  must(reply, 200);
  if (!window || window.closesBy < reply.sentAt) return;
  oracle.windows.set(no, { ...window, closesFrom: reply.sentAt, closesBy: reply.doneAt });
}

async function enter(fixture: SessionFixture, oracle: Oracle, no: number): Promise<number> {
  const { openedAt, closesAt } = await questionOpen(fixture, no);
  const closes = closesAt === null ? Number.POSITIVE_INFINITY : Date.parse(closesAt);
  oracle.windows.set(no, { openedAt: Date.parse(openedAt), closesFrom: closes, closesBy: closes });
  return Date.parse(openedAt);
}

async function latecomers(fixture: SessionFixture, oracle: Oracle, random: Random): Promise<void> {
  const names = randomNicknames(random, 20, fixture.players.length + 1);
  const late = await joinAll(fixture.clients, fixture.session.code, names);
  for (const player of late) oracle.joined(player.no, player.joined.nickname);
  fixture.players.push(...late);
}

async function expel(fixture: SessionFixture, oracle: Oracle, count: number): Promise<void> {
  for (const player of fixture.players.splice(3, count)) {
    const reply = await fixture.host.removePlayer(fixture.session.id, player.no);
    expect(reply.status).toBeLessThan(300);
    oracle.removed(player.no);
  }
}

/** Opens a question, plays it and ends it, while those who are late for the last one still try. */
async function playQuestion(
  fixture: SessionFixture,
  oracle: Oracle,
  plans: readonly Plan[],
  before: readonly Plan[],
) {
  const no = at(plans, 0).no;
  await playEarly(oracle, plans);
  if (no === 1) must(await fixture.host.step(fixture.session.id, "open"), 200);
  else await closing(fixture, oracle, at(before, 0).no, "next");
  const openedAt = await enter(fixture, oracle, no);
  const late = endingOf(no - 1, oracle) === "next" ? playLate(oracle, before) : undefined;
  await Promise.all([playOpen(oracle, plans, openedAt), late]);
  const ending = endingOf(no, oracle);
  if (ending === "next") return;
  if (ending === "close") await closing(fixture, oracle, no, "close");
  await playLate(oracle, plans);
  await verifyStats(fixture, oracle, no);
}

/** Plays a whole session in pace `host`: twenty join after the second question, two are removed after the third. */
export async function playHostPace(fixture: SessionFixture, oracle: Oracle, seed: number): Promise<void> {
  const random = new Random(seed);
  const habits = { maxDelayMs: SLOWEST_MS, tryAgainLate: true };
  let before: Plan[] = [];
  for (let no = 1; no <= oracle.questions.length; no++) {
    const plans = plansFor(random, fixture.players, no, at(oracle.questions, no - 1), habits);
    await playQuestion(fixture, oracle, plans, before);
    before = plans;
    if (no === 2) await latecomers(fixture, oracle, random);
    if (no === 3) await expel(fixture, oracle, 2);
  }
  must(await fixture.host.step(fixture.session.id, "end"), 200);
}
