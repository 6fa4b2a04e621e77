import { until } from "../../../harness/until.ts";
import { expectShown, expectStored, type Game, join, untilShown } from "../game.ts";

const PLAYERS = 8;

/**
 * On a node whose queue holds two answers: all players answer at once in the last moment, so most are put off with a
 * receipt. Then the host closes the question. One page is loaded again meanwhile.
 */
export async function answerAtTheLastSecond(game: Game): Promise<void> {
  const seats = [];
  for (let no = 1; no <= PLAYERS; no++) seats.push(await join(game, `Player ${no}`));
  await game.session.open();
  await Promise.all(seats.map((seat) => untilShown(seat, 1)));
  const answers = seats.map((seat) => seat.answer(1, 1));
  await until("each has a reply", () => answers.every(({ state }) => state !== "sending"));
  const closed = (await game.session.close()).question!;
  // They come back after the second that the server asked for: the question has closed by then.
  const kept = seats.filter((_, index) => answers[index]?.state === "kept");
  const [reloaded] = kept;
  expect(reloaded).toBeDefined();
  await reloaded?.reload();

  const openMs = Date.parse(closed.closesAt!) - Date.parse(closed.openedAt);
  for (const seat of seats) {
    const answer = await seat.player.answers.get(1)?.settled;
    expect(answer?.state).toBe("counted");
    expect(answer?.verdict?.elapsedMs).toBeLessThanOrEqual(openMs);
    if (kept.includes(seat)) expect(seat.shown.get(1)).toEqual(["sending", "kept", "counted"]);
    else expectShown(seat, 1, "sending", "counted");
  }
  for (const { proxy } of kept) {
    const [first, ...again] = proxy.requestsTo("POST", "/answers");
    expect(first?.status).toBe(503);
    expect(again.length).toBeGreaterThan(0);
    expect(again.every(({ body }) => JSON.parse(body).receipt !== undefined)).toBe(true);
    expect(again.at(-1)?.at).toBeGreaterThan(Date.parse(closed.closesAt!));
  }
  await expectStored(
    game,
    seats.map((seat) => ({ seat, question: 1, choice: 1 })),
  );
}
