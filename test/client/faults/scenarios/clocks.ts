import { until } from "../../../harness/until.ts";
import { holdRequest } from "../faults.ts";
import { expectStored, join, type Seat, untilShown } from "../game.ts";
import { Phone } from "../phone.ts";
import { type Scenarios, withGame } from "../side-by-side.ts";

const OFF_MS = 40_000;

/**
 * How far the player's countdown is off, in ms, beyond what the round trip allows. The node has this machine's clock.
 *
 * Half of the round trip, and a millisecond for each clock, which has no fractions.
 */
function countdownError({ player }: Seat): number {
  const { closesAt } = player.session!.question!;
  const before = Date.now();
  const left = player.clock.msUntil(closesAt);
  const after = Date.now();
  const [most, least] = [before, after].map((now) => Date.parse(closesAt!) - now) as [number, number];
  const allowed = (player.clock.roundTripMs ?? Number.POSITIVE_INFINITY) / 2 + 2;
  return Math.max(0, least - left - allowed, left - most - allowed);
}

const untilRight = (seat: Seat) =>
  until("the clock is read", () => seat.player.clock.roundTripMs !== undefined && countdownError(seat) === 0);

function play(offMs: number): Scenarios[string] {
  return (deployment) =>
    withGame(deployment, async (game) => {
      const phone = new Phone(offMs);
      const seat = await join(game, "Ana", { phone });
      await game.session.open();
      const openedAt = Date.now();
      await untilShown(seat, 1);
      await untilRight(seat);

      // The clock is set right while an answer is on its way.
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      seat.proxy.inject({ method: "POST", path: "/answers" }, holdRequest(released));
      const answer = seat.answer(1, 1);
      await until("it is on its way", () => seat.proxy.requestsTo("POST", "/answers").length === 1);
      phone.clockOffsetMs = 0;
      release();
      await answer.settled;
      const elapsedMs = answer.verdict!.elapsedMs;
      expect(elapsedMs).toBeGreaterThanOrEqual(0);
      expect(elapsedMs).toBeLessThanOrEqual(Date.now() - openedAt + 1000);
      await untilRight(seat);

      // And wrong again, the other way, between two questions.
      phone.clockOffsetMs = -offMs;
      await game.session.next();
      await untilShown(seat, 2);
      await untilRight(seat);
      await expectStored(game, [{ seat, question: 1, choice: 1 }]);
    });
}

export const CLOCKS: Scenarios = {
  "a phone whose clock is 40 s fast, is set right, and goes 40 s slow": play(OFF_MS),
  "a phone whose clock is 40 s slow, is set right, and goes 40 s fast": play(-OFF_MS),
};
