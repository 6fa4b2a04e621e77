import { must } from "../harness/client.ts";
import { Random } from "../harness/random.ts";
import { until } from "../harness/until.ts";
import { playEarly, playLate, playOpen } from "./conduct.ts";
import { at, questionOpen, type SessionFixture } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";
import { plansFor } from "./plan.ts";
import { verifyWithheld } from "./verify.ts";

const SLOWEST_MS = 900;

/** Plays a whole session in pace `auto`: after the start nobody has a hand in it. */
export async function playAutoPace(
  fixture: SessionFixture,
  oracle: Oracle,
  seed: number,
  gapMs: number,
): Promise<void> {
  const random = new Random(seed);
  const last = oracle.questions.length;
  const plans = oracle.questions.map((question, index) =>
    plansFor(random, fixture.players, index + 1, question, {
      maxDelayMs: SLOWEST_MS,
      tryAgainLate: index + 1 < last,
    }),
  );
  const late: Promise<void>[] = [];
  await playEarly(oracle, at(plans, 0));
  must(await fixture.host.step(fixture.session.id, "open"), 200);
  for (let no = 1; no <= last; no++) {
    const { openedAt, closesAt } = await questionOpen(fixture, no);
    const [opens, closes] = [Date.parse(openedAt), Date.parse(closesAt ?? "")];
    expect(closes - opens).toBe(oracle.questions[no - 1]?.timeLimitMs);
    const before = oracle.windows.get(no - 1);
    if (before) expect(opens - before.closesBy).toBe(gapMs);
    oracle.windows.set(no, { openedAt: opens, closesFrom: closes, closesBy: closes });
    await Promise.all([
      playOpen(oracle, at(plans, no - 1), opens),
      no < last && playEarly(oracle, at(plans, no)),
    ]);
    if (oracle.rules.stats === "onEnd") {
      await verifyWithheld(fixture, no).catch((fault) => {
        // With its last question's close the session ends, and its figures may be seen.
        if (no < last || Date.now() < closes) throw fault;
      });
    }
    late.push(playLate(oracle, at(plans, no - 1)));
  }
  await Promise.all(late);
  await until("the programme has ended", async () => {
    return must(await fixture.spectator.state(), 200).state === "ended";
  });
}
