import { AnswerStands, returnToSession } from "../../../../client/src/player.ts";
import { until } from "../../../harness/until.ts";
import { FaultProxy } from "../fault-proxy.ts";
import { keepRequest, loseReply } from "../faults.ts";
import { expectStored, type Game, join, Seat, untilShown } from "../game.ts";
import { Phone } from "../phone.ts";
import { type Scenarios, withGame } from "../side-by-side.ts";

const ANSWERS = { method: "POST", path: "/answers" };

const untilCounted = ({ player }: Seat, no: number) =>
  until("the answer is counted", () => player.answers.get(no)?.state === "counted");

/** The same player in a second tab of the same browser. */
async function openTab(game: Game, { proxy, storage }: Seat): Promise<Seat> {
  const tab = new Seat(proxy, new Phone(), storage);
  game.seats.push(tab);
  await tab.reload();
  return tab;
}

/** The same player on another device, by pin. */
async function joinAgain(game: Game, { player }: Seat): Promise<Seat> {
  const device = new Seat(await FaultProxy.open(game.gateway), new Phone());
  game.seats.push(device);
  const { playerNo, pin } = player.joined;
  const { proxy, storage, phone } = device;
  device.play(
    await returnToSession({ baseUrl: proxy.url, code: game.code, playerNo, pin, storage, device: phone }),
  );
  return device;
}

/** Pages that are loaded again, and several pages of one player. */
export const PAGES: Scenarios = {
  "a page that is loaded again before its answer has left sends it": (deployment) =>
    withGame(deployment, async (game) => {
      const seat = await join(game, "Ana");
      await game.session.open();
      await untilShown(seat, 1);
      seat.proxy.inject(ANSWERS, keepRequest);
      seat.answer(1, 1);
      await until("it is on its way", () => seat.proxy.requestsTo("POST", "/answers").length === 1);
      await seat.reload();
      await untilCounted(seat, 1);
      await expectStored(game, [{ seat, question: 1, choice: 1 }]);
      expect((await game.session.players()).items).toHaveLength(1);
    }),

  "a page that is loaded again after its verdict was lost gets the verdict": (deployment) =>
    withGame(deployment, async (game) => {
      const seat = await join(game, "Ana");
      await game.session.open();
      await untilShown(seat, 1);
      const lost = seat.proxy.inject(ANSWERS, loseReply);
      seat.answer(1, 1);
      await until("the verdict is lost", () => lost.hits === 1);
      await seat.reload();
      await untilCounted(seat, 1);
      await expectStored(game, [{ seat, question: 1, choice: 1 }]);
    }),

  "two tabs of one player: the same answer counts once, and another one is not sent": (deployment) =>
    withGame(deployment, async (game) => {
      const seat = await join(game, "Ana");
      const tab = await openTab(game, seat);
      await game.session.open();
      for (const one of [seat, tab]) await untilShown(one, 1);
      await Promise.all([seat, tab].map((one) => one.answer(1, 1).settled));
      for (const one of [seat, tab]) expect(one.player.answers.get(1)?.state).toBe("counted");
      await game.session.next();
      for (const one of [seat, tab]) await untilShown(one, 2);
      const answer = seat.answer(2, 2);
      expect(() => tab.answer(2, 0)).toThrow(AnswerStands);
      await answer.settled;
      expect(() => tab.answer(2, 0)).toThrow(AnswerStands);
      expect((await game.session.players()).items).toHaveLength(1);
      await expectStored(game, [
        { seat, question: 1, choice: 1 },
        { seat, question: 2, choice: 2 },
      ]);
    }),

  "two devices of one player: of two answers at the same moment the first counts, and both know it": (
    deployment,
  ) =>
    withGame(deployment, async (game) => {
      const seat = await join(game, "Ana");
      const other = await joinAgain(game, seat);
      await game.session.open();
      for (const one of [seat, other]) await untilShown(one, 1);
      const answers = await Promise.all([seat, other].map((one, index) => one.answer(1, index + 1).settled));
      const counted = answers.find(({ state }) => state === "counted");
      const refused = answers.find(({ state }) => state === "refused");
      expect(refused).toMatchObject({ standing: counted?.fields, refusal: { type: "ALREADY_ANSWERED" } });
      const { responses } = await game.session.responses();
      expect(responses.map(({ answer }) => answer)).toEqual([counted?.fields]);
      for (const one of [seat, other]) {
        await one.reload();
        expect(one.player.answers.get(1)).toMatchObject({ state: "counted", fields: counted?.fields });
      }
    }),
};
