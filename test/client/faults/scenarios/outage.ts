import type { Session } from "../../../../client/src/types.ts";
import { until, waitUntilTime } from "../../../harness/until.ts";
import { expectShown, expectStored, type Game, join, type Seat, untilShown } from "../game.ts";
import type { Fault, Outage } from "../rules.ts";
import { type Scenarios, withGame } from "../side-by-side.ts";

const OUTAGE_MS = 30_000;
/** How soon the stream must be there again, in ms: at once if the page is told that the network is back. */
const TOLD_MS = 9000;
/** Otherwise once the silence is noticed, and an attempt of the outage has timed out. */
const UNTOLD_MS = 30_000;

interface Absence extends Outage {
  isTold: boolean;
}
const RESUMES = { opens: "hangs", after: "resumes" } as const;
const SILENT = { opens: "hangs", after: "silent" } as const;
const RESET = { opens: "is refused", after: "reset" } as const;
const EVERY_WAY: readonly Absence[] = [RESUMES, SILENT, RESET].flatMap((outage) => [
  { ...outage, isTold: true },
  { ...outage, isTold: false },
]);
const SOME_WAYS: readonly Absence[] = [
  { ...SILENT, isTold: true },
  { ...RESET, isTold: false },
];

/** The upstream replies; the reply leaves when the network is away. */
const replyIntoOutage =
  (cut: Promise<void>): Fault =>
  async ({ forward, response }) => {
    const { head, body } = await forward();
    await cut;
    response.writeHead(head.statusCode ?? 0).end(body);
  };

interface Away extends Absence {
  seat: Seat;
  restoredAt: number;
}

/**
 * Players open question 1. Each answers it; the network goes away for 30 s, for each of them in another way, with the
 * answers on their way: sent before if they are to arrive, else after.
 */
async function answerIntoOutage(
  game: Game,
  absences: readonly Absence[],
  arrives: boolean,
  meanwhile?: () => Promise<unknown>,
): Promise<Away[]> {
  const seats = await Promise.all(absences.map((_, index) => join(game, `Player ${index}`)));
  await game.session.open();
  await Promise.all(seats.map((seat) => untilShown(seat, 1)));
  const { promise: cut, resolve: isCut } = Promise.withResolvers<void>();
  if (arrives) {
    for (const { proxy } of seats) proxy.inject({ method: "POST", path: "/answers" }, replyIntoOutage(cut));
    for (const seat of seats) seat.answer(1, 1);
    await until("all have arrived", () =>
      seats.every(({ proxy }) =>
        proxy.requestsTo("POST", "/answers").some(({ reply }) => reply !== undefined),
      ),
    );
  }
  for (const [index, seat] of seats.entries()) seat.proxy.cutNetwork(absences[index] as Absence);
  const cutAt = Date.now();
  isCut();
  if (!arrives) for (const seat of seats) seat.answer(1, 1);
  await meanwhile?.();
  await waitUntilTime(cutAt + OUTAGE_MS);
  for (const seat of seats) expect(seat.player.answers.get(1)?.state).toBe("sending");
  return seats.map((seat, index) => {
    const absence = absences[index] as Absence;
    seat.proxy.restoreNetwork();
    if (absence.isTold) seat.phone.tellReturn();
    return { ...absence, seat, restoredAt: Date.now() };
  });
}

/** The stream of each player is there again as soon as may be expected. @param hasEvent whether it has shown an event */
async function expectBackSoon(
  players: readonly Away[],
  hasEvent: (session: Session) => boolean,
): Promise<void> {
  const late: unknown[] = [];
  const wait = async ({ seat: { player }, isTold, opens, after, restoredAt }: Away) => {
    await until("the stream shows the event", () => player.session && hasEvent(player.session));
    const tookMs = Date.now() - restoredAt;
    if (tookMs > (isTold ? TOLD_MS : UNTOLD_MS)) late.push({ isTold, opens, after, tookMs });
    expect(player.follower.connection).toBe("open");
  };
  await Promise.all(players.map(wait));
  expect(late).toEqual([]);
}

/** A network that is away for 30 s while an answer is on its way and the stream is open. */
export const OUTAGE: Scenarios = {
  "30 s without a network, and the question is still open: every answer counts once": (deployment) =>
    withGame(deployment, async (game) => {
      const players = await answerIntoOutage(game, EVERY_WAY, false);
      // An event that only a stream that is there again can show.
      await game.session.extend(1000);
      const { closesAt } = (await game.session.read()).question!;
      await expectBackSoon(players, (session) => session.question?.closesAt === closesAt);
      for (const { seat } of players) {
        await seat.player.answers.get(1)?.settled;
        expectShown(seat, 1, "sending", "counted");
      }
      await expectStored(
        game,
        players.map(({ seat }) => ({ seat, question: 1, choice: 1 })),
      );
    }),

  "30 s without a network, and the question closes: an answer that had arrived counts": (deployment) =>
    withGame(deployment, async (game) => {
      const players = await answerIntoOutage(game, SOME_WAYS, true, () => game.session.next());
      await expectBackSoon(players, (session) => session.question?.no === 2);
      for (const { seat } of players) {
        await seat.player.answers.get(1)?.settled;
        expectShown(seat, 1, "sending", "counted");
      }
      await expectStored(
        game,
        players.map(({ seat }) => ({ seat, question: 1, choice: 1 })),
      );
    }),

  "30 s without a network, and the question closes: an answer that had not arrived is refused": (
    deployment,
  ) =>
    withGame(deployment, async (game) => {
      const players = await answerIntoOutage(game, SOME_WAYS, false, () => game.session.next());
      await expectBackSoon(players, (session) => session.question?.no === 2);
      for (const { seat } of players) {
        const answer = await seat.player.answers.get(1)?.settled;
        expectShown(seat, 1, "sending", "refused");
        expect(answer?.refusal?.type).toBe("QUESTION_CLOSED");
      }
      await Promise.all(players.map(({ seat }) => seat.answer(2, 2).settled));
      const { responses } = await game.session.responses();
      expect(responses.map(({ question: no }) => no)).toEqual(players.map(() => 2));
    }),
};
