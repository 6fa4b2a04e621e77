import { Host } from "../../../../client/src/host.ts";
import { isApiError, returnToSession } from "../../../../client/src/player.ts";
import { until } from "../../../harness/until.ts";
import { FaultProxy } from "../fault-proxy.ts";
import {
  BAD_GATEWAY,
  CAPTIVE_PORTAL,
  drip,
  loseReply,
  replyWith,
  resetInBody,
  resetInEvent,
} from "../faults.ts";
import { expectShown, expectStored, type Game, join, question, type Seat, untilShown } from "../game.ts";
import type { Fault } from "../rules.ts";
import { type Scenarios, withGame } from "../side-by-side.ts";

const ANSWERS = { method: "POST", path: "/answers" };

async function joinOpened(game: Game, nickname = "Ana"): Promise<Seat> {
  const seat = await join(game, nickname);
  await game.session.open();
  await untilShown(seat, 1);
  return seat;
}

/**
 * One answer whose first requests meet a fault. It must be counted and stored once.
 *
 * @returns its seat, and how often the server saw it again
 */
async function answerThrough(
  game: Game,
  fault: Fault,
  times: number,
): Promise<{ seat: Seat; repeated: number }> {
  const seat = await joinOpened(game);
  const injected = seat.proxy.inject({ ...ANSWERS, times }, fault);
  const answer = await seat.answer(1, 1).settled;
  expect(injected.hits).toBe(times);
  expectShown(seat, 1, "sending", "counted");
  await expectStored(game, [{ seat, question: 1, choice: 1 }]);
  const { responses } = await game.session.responses();
  expect(answer.verdict?.elapsedMs).toBe(responses[0]?.elapsedMs);
  return { seat, repeated: (await game.session.audit()).all.repeated };
}

/** The replies that get lost, cut or replaced on their way. */
export const REPLIES: Scenarios = {
  "a verdict that is lost after the commit, twice: the answer is counted once": (deployment) =>
    withGame(deployment, async (game) => {
      const { seat, repeated } = await answerThrough(game, loseReply, 2);
      expect(seat.player.answers.get(1)?.verdict?.status).toBe("repeated");
      expect(repeated).toBeGreaterThanOrEqual(1);
    }),

  "a connection that is reset in the middle of a verdict: the answer is counted once": (deployment) =>
    withGame(deployment, async (game) => {
      const { repeated } = await answerThrough(game, resetInBody, 2);
      expect(repeated).toBeGreaterThanOrEqual(1);
    }),

  "a verdict that comes in small pieces": (deployment) =>
    withGame(deployment, async (game) => {
      await answerThrough(game, drip(1500), 1);
    }),

  "a proxy that replies 502 with HTML to answers": (deployment) =>
    withGame(deployment, async (game) => {
      await answerThrough(game, BAD_GATEWAY, 2);
    }),

  "a captive portal that replies 200 with HTML to everything": (deployment) =>
    withGame(deployment, async (game) => {
      const seat = await join(game, "Ana", {
        prepare: ({ proxy }) => {
          for (const path of ["/join", "/events", "/time", "/me/answers", "/answers"])
            proxy.inject({ path, times: 2 }, CAPTIVE_PORTAL);
        },
      });
      await game.session.open();
      await untilShown(seat, 1);
      await seat.answer(1, 1).settled;
      expectShown(seat, 1, "sending", "counted");
      expect((await game.session.players()).items).toHaveLength(1);
      await expectStored(game, [{ seat, question: 1, choice: 1 }]);
    }),

  "a proxy that refuses a join with HTML: the error has its status": (deployment) =>
    withGame(deployment, async (game) => {
      for (const status of [413, 414]) {
        const fault = replyWith(status, "text/html", "<html><body>Request Too Large</body></html>");
        const refused = join(game, "Ana", {
          prepare: ({ proxy }) => void proxy.inject({ path: "/join" }, fault),
        });
        const error = await refused.then(
          () => undefined,
          (cause: unknown) => cause,
        );
        expect(isApiError(error) && error.status).toBe(status);
      }
    }),

  "a join that is cut twice makes no ghost": (deployment) =>
    withGame(deployment, async (game) => {
      const seat = await join(game, "Ana", {
        prepare: ({ proxy }) => {
          proxy.inject({ path: "/join" }, resetInBody);
          proxy.inject({ path: "/join", nth: 2 }, loseReply);
        },
      });
      expect(seat.proxy.requestsTo("POST", "/join").map(({ status }) => status)).toEqual([201, 200, 200]);
      expect(seat.player.joined).toMatchObject({ playerNo: 1, nickname: "Ana" });
      expect((await game.session.players()).items).toHaveLength(1);
    }),

  "a return by pin whose list of own answers is cut twice shows them all the same": (deployment) =>
    withGame(deployment, async (game) => {
      const seat = await joinOpened(game);
      await seat.answer(1, 1).settled;
      const proxy = await FaultProxy.open(game.gateway);
      try {
        const cut = proxy.inject({ path: "/me/answers", times: 2 }, resetInBody);
        const { playerNo, pin } = seat.player.joined;
        const player = await returnToSession({ baseUrl: proxy.url, code: game.code, playerNo, pin });
        const answer = await until("the answer is shown", () => player.answers.get(1));
        expect(answer).toMatchObject({ state: "counted", fields: { choice: 1 } });
        expect(cut.hits).toBe(2);
        player.close();
      } finally {
        await proxy.close();
      }
    }),

  "a stream that is reset in the middle of an event, again and again": (deployment) =>
    withGame(deployment, async (game) => {
      const seat = await join(game, "Ana", {
        prepare: ({ proxy }) => {
          for (const nth of [1, 2, 3]) proxy.inject({ path: "/events", nth }, resetInEvent(nth));
        },
      });
      await seat.player.follower.ready;
      await game.session.open();
      await untilShown(seat, 1);
      await game.session.next();
      await untilShown(seat, 2);
      const { question: now } = await game.session.read();
      expect(seat.player.session?.question).toMatchObject({ no: 2, closesAt: now?.closesAt });
    }),

  "a host whose replies are cut: one quiz, one session, one step": async (deployment) => {
    const proxy = await FaultProxy.open(deployment.baseUrls[0] as string);
    try {
      const host = new Host({ baseUrl: proxy.url, token: deployment.hostToken("Cut") });
      for (const fault of [resetInBody, loseReply]) {
        for (const path of ["/api/quizzes", "/api/sessions", "/open", "/next", "/close", "/end"])
          proxy.inject({ method: "POST", path, nth: fault === resetInBody ? 1 : 2 }, fault);
      }
      const quiz = await host.createQuiz({ title: "Cut", questions: [question(), question(), question()] });
      const session = await host.createSession({ quizId: quiz.id, pace: "host" });
      expect((await session.open()).question?.no).toBe(1);
      expect((await session.next()).question?.no).toBe(2);
      const closed = await session.close();
      expect(Date.parse(closed.question!.closesAt!)).toBeLessThanOrEqual(Date.now());
      expect((await session.next()).question?.no).toBe(3);
      expect((await session.end()).state).toBe("ended");
      expect((await host.listQuizzes()).items.map(({ id }) => id)).toEqual([quiz.id]);
      expect((await host.listSessions()).items.map(({ id }) => id)).toEqual([session.id]);
      expect(proxy.exchanges.filter(({ isFaulty }) => isFaulty)).toHaveLength(12);
    } finally {
      await proxy.close();
    }
  },
};
