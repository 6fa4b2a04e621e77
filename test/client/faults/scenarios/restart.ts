import type { StandaloneNode } from "../../../harness/deployment.ts";
import { until } from "../../../harness/until.ts";
import { expectStored, type Game, join, untilShown } from "../game.ts";

const PLAYERS = 6;

/**
 * The node gets SIGTERM while answers are on their way, and is started again with the same port and data. Players answer
 * before, meanwhile and afterwards.
 */
export async function answerThroughRestart(game: Game, { node }: StandaloneNode): Promise<void> {
  const seats = await Promise.all(
    Array.from({ length: PLAYERS }, (_, index) => join(game, `Player ${index + 1}`)),
  );
  await game.session.open();
  await Promise.all(seats.map((seat) => untilShown(seat, 1)));
  for (const seat of seats.slice(0, 3)) seat.answer(1, 1);
  const exit = node.kill("SIGTERM");
  await until("the streams have ended", () =>
    seats.every(({ player }) => player.follower.connection !== "open"),
  );
  for (const seat of seats.slice(3)) seat.answer(1, 1);
  expect(await exit).toEqual({ code: 0, signal: null });
  const openings = seats.map(({ proxy }) => proxy.requestsTo("GET", "/events").length);
  await node.launch();

  for (const seat of seats) {
    await seat.player.answers.get(1)?.settled;
    expect(seat.shown.get(1)?.[0]).toBe("sending");
    expect(seat.shown.get(1)?.at(-1)).toBe("counted");
  }
  await until("the streams are there again", () =>
    seats.every(({ player }) => player.follower.connection === "open"),
  );
  await game.session.next();
  await Promise.all(seats.map((seat) => untilShown(seat, 2)));
  await Promise.all(seats.map((seat) => seat.answer(2, 2).settled));
  await expectStored(
    game,
    seats.flatMap((seat) => [
      { seat, question: 1, choice: 1 },
      { seat, question: 2, choice: 2 },
    ]),
  );
  // They came back at their own times: no crowd at the door.
  const times = seats.map(
    ({ proxy }, index) => proxy.requestsTo("GET", "/events")[openings[index]!]?.at ?? 0,
  );
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(100);
}
