import type { Deployment } from "../../../harness/deployment.ts";
import { until } from "../../../harness/until.ts";
import { keepReply, keepRequest } from "../faults.ts";
import { createGame, expectStored, type Game, join, type Seat, untilShown } from "../game.ts";
import type { WakeOptions } from "../phone.ts";

const FIVE_MINUTES_MS = 300_000;
const ANSWERS = { method: "POST", path: "/answers" };
/** A phone that wakes up may do this much at once: requests and timers. */
const MAX_REQUESTS = 20;
const MAX_TIMERS = 40;

interface Sleeper extends WakeOptions {
  seat: Seat;
  /** Whether the answer that is on its way had reached the gateway. */
  hasArrived: boolean;
}

const KINDS = [true, false].flatMap((monotonicMoves) =>
  [true, false].flatMap((isTold) =>
    [true, false].map((hasArrived) => ({ monotonicMoves, isTold, hasArrived })),
  ),
);

/** Players answer question 1, and their phones fall asleep before the verdict comes. */
async function fallAsleep(
  game: Game,
  kinds: readonly Omit<Sleeper, "seat" | "sleptMs">[],
): Promise<Sleeper[]> {
  const seats = await Promise.all(kinds.map((_, index) => join(game, `Player ${index}`)));
  await game.session.open();
  const sleepers: Sleeper[] = [];
  // One after the other: the node's queue is short.
  for (const [index, kind] of kinds.entries()) {
    const seat = seats[index] as Seat;
    await untilShown(seat, 1);
    seat.proxy.inject(ANSWERS, kind.hasArrived ? keepReply : keepRequest);
    seat.answer(1, 1);
    const status = kind.hasArrived ? 201 : undefined;
    await until("it is on its way", () => {
      const [sent] = seat.proxy.requestsTo("POST", "/answers");
      return sent && sent.status === status;
    });
    seat.phone.sleep();
    seat.proxy.cutNetwork({ opens: "hangs", after: index % 2 === 0 ? "silent" : "reset" });
    sleepers.push({ ...kind, seat, sleptMs: FIVE_MINUTES_MS });
  }
  return sleepers;
}

/** All wake up. @returns how much each of them had done before */
function wakeAll(sleepers: readonly Sleeper[]): Map<Seat, { requests: number; timers: number }> {
  const before = new Map<Seat, { requests: number; timers: number }>();
  for (const { seat, ...kind } of sleepers) {
    before.set(seat, { requests: seat.proxy.exchanges.length, timers: seat.phone.tasksRun });
    seat.proxy.restoreNetwork();
    seat.phone.wake(kind);
  }
  return before;
}

/**
 * Phones sleep for five minutes in the middle of a question, in every way, while the host goes on, ends the session, or
 * removes the player.
 *
 * @param passTime moves the server's clock on
 */
export async function sleepThrough(deployment: Deployment, passTime: (ms: number) => void): Promise<void> {
  const games = await Promise.all([createGame(deployment), createGame(deployment), createGame(deployment)]);
  const [goesOn, ends, removes] = games as [Game, Game, Game];
  try {
    const one = { monotonicMoves: false, isTold: false, hasArrived: false };
    const [awake, atEnd, removed] = await Promise.all([
      fallAsleep(goesOn, KINDS),
      fallAsleep(ends, [one]),
      fallAsleep(removes, [one]),
    ]);
    await goesOn.session.next();
    await ends.session.end();
    await removes.session.removePlayer(removed[0]!.seat.player.joined.playerNo);
    passTime(FIVE_MINUTES_MS);
    await goesOn.session.extend(FIVE_MINUTES_MS);
    const before = wakeAll([...awake, ...atEnd, ...removed]);

    for (const { seat, hasArrived } of awake) {
      await untilShown(seat, 2, 15_000);
      const answer = await seat.player.answers.get(1)?.settled;
      expect(answer?.state).toBe(hasArrived ? "counted" : "refused");
      if (!hasArrived) expect(answer?.refusal?.type).toBe("QUESTION_CLOSED");
      const { closesAt } = seat.player.session!.question!;
      await until("the countdown is right", () => {
        const left = Date.parse(closesAt!) - (Date.now() + FIVE_MINUTES_MS);
        return Math.abs(seat.player.clock.msUntil(closesAt) - left) < 500;
      });
      const { requests, timers } = before.get(seat)!;
      expect(seat.proxy.exchanges.length - requests).toBeLessThan(MAX_REQUESTS);
      expect(seat.phone.tasksRun - timers).toBeLessThan(MAX_TIMERS);
      expect(seat.phone.pendingTimers).toBeLessThan(10);
    }
    const arrived = awake.filter(({ hasArrived }) => hasArrived);
    await expectStored(
      goesOn,
      arrived.map(({ seat }) => ({ seat, question: 1, choice: 1 })),
    );

    const { player: last } = atEnd[0]!.seat;
    expect((await last.follower.ended).state).toBe("ended");
    expect((await last.answers.get(1)?.settled)?.state).toBe("refused");
    const { player: gone } = removed[0]!.seat;
    await until("the removed player's stream is closed", () => gone.follower.connection === "closed");
    expect((await gone.answers.get(1)?.settled)?.state).toBe("refused");
    for (const game of [ends, removes]) await expectStored(game, []);
  } finally {
    await Promise.all(games.flatMap(({ seats }) => seats.map((seat) => seat.leave())));
  }
}
