import { Host, type HostSession } from "../../client/src/host.ts";
import {
  AnswerStands,
  joinSession,
  type Player,
  type PlayerStorage,
  resumeSession,
  returnToSession,
} from "../../client/src/player.ts";
import { describeOnSharedStandalone } from "../harness/deployment.ts";
import { until } from "../harness/until.ts";

const GIFT = "1+1? { =2 ~3 }\n\nWhich are even? { ~%50%2 ~%50%4 ~3 }\n\nCapital of France? { =Paris }\n";

function memory(): PlayerStorage & { items: Map<string, string> } {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

describeOnSharedStandalone("a player", (deployment) => {
  const players: Player[] = [];
  afterEach(() => {
    for (const player of players.splice(0)) player.close();
  });

  async function setUp(settings: object): Promise<{ session: HostSession; baseUrl: string; code: string }> {
    const baseUrl = deployment.baseUrls[0]!;
    const host = new Host({ baseUrl, token: deployment.hostToken(`host-${Math.random()}`) });
    const { quiz } = await host.importQuiz(GIFT);
    const session = await host.createSession({ quizId: quiz.id, graceMs: 0, pace: "host", ...settings });
    return { session, baseUrl, code: session.state!.code };
  }

  function keep<P extends Player | undefined>(player: P): P {
    if (player) players.push(player);
    return player;
  }

  test("joins, answers, learns right and wrong at the close, and is gone after the end", async () => {
    const { session, baseUrl, code } = await setUp({ scoring: "flat" });
    const storage = memory();
    const player = keep(await joinSession({ baseUrl, code: code.toLowerCase(), nickname: " Ann ", storage }));
    expect(player.joined).toMatchObject({ playerNo: 1, nickname: "Ann" });
    const again = keep(await joinSession({ baseUrl, code, nickname: " Ann ", storage }));
    expect(again.joined).toMatchObject({ playerNo: 1 });
    again.close();

    const early = await player.answer(1, { choice: 0 }).settled;
    expect(early).toMatchObject({
      state: "refused",
      refusal: { type: "QUESTION_CLOSED", data: { reason: "not-open" } },
    });
    const shown = new Promise((resolve) => player.on("question", resolve));
    await session.open();
    await shown;
    const answer = player.answer(1, { choice: 0 });
    expect(answer.state).toBe("sending");
    expect(player.answer(1, { choice: 0 })).toBe(answer);
    expect(() => player.answer(1, { choice: 1 })).toThrow(AnswerStands);
    await answer.settled;
    expect(answer).toMatchObject({ state: "counted", verdict: { status: "accepted", question: 1 } });
    expect(answer.verdict).not.toHaveProperty("points");
    await session.close();
    await until("the points are there", () => answer.verdict?.points !== undefined);
    expect(answer.verdict).toMatchObject({ correct: true, points: 1000 });

    await session.next();
    await until("question 2 is there", () => player.session?.question?.no === 2);
    const tablet = keep(await returnToSession({ baseUrl, code, playerNo: 1, pin: player.joined.pin }));
    expect(tablet.answers.get(1)).toMatchObject({
      state: "counted",
      verdict: { correct: true, points: 1000 },
    });
    expect((await tablet.answer(2, { choices: [1, 0] }).settled).state).toBe("counted");
    const other = await player.answer(2, { choices: [2] }).settled;
    expect(other).toMatchObject({
      state: "refused",
      refusal: { type: "ALREADY_ANSWERED" },
      standing: { choices: [0, 1] },
    });
    expect((await player.answer(2, { choices: [0, 1] }).settled).state).toBe("counted");
    expect((await player.stats(1)).final).toBe(true);
    expect(await player.me()).toMatchObject({ playerNo: 1, points: 1000, rank: 1 });
    await session.next();
    expect((await player.answer(3, { text: "paris" }).settled).state).toBe("counted");
    await session.end();
    await player.follower.ended;
    await until("all points are there", () =>
      [...player.answers.values()].every((one) => one.verdict?.points),
    );
    const late = await player.answer(9, { text: "Lyon" }).settled;
    expect(late).toMatchObject({ state: "refused", refusal: { type: "SESSION_ENDED" } });
    player.close();
    // A reload after the end shows the own result.
    const resumed = keep((await resumeSession({ baseUrl, storage }))!);
    expect(resumed.session?.state).toBe("ended");
    expect([...resumed.answers.values()].every((one) => one.verdict?.points)).toBe(true);
    expect(await resumed.me()).toMatchObject({ playerNo: 1, rank: 1 });
    await session.delete();
    resumed.close();
    expect(await resumeSession({ baseUrl, storage })).toBeUndefined();
    expect([...storage.items.values()].join()).toBe("[]");
  }, 30_000);

  test("goes on after a reload with the answer that was on its way, and is forgotten once it is removed", async () => {
    const { session, baseUrl, code } = await setUp({ feedback: "immediate" });
    const storage = memory();
    const player = keep(await joinSession({ baseUrl, code, nickname: "Bea", storage }));
    await session.open();
    player.answer(1, { choice: 1 });
    player.close();
    expect(await resumeSession({ baseUrl, code: "222222", storage })).toBeUndefined();
    const resumed = keep((await resumeSession({ baseUrl, storage }))!);
    expect(await resumed.answers.get(1)!.settled).toMatchObject({
      state: "counted",
      fields: { choice: 1 },
      verdict: { correct: false, points: 0 },
    });
    const removed = new Promise((resolve) => resumed.on("removed", resolve));
    await session.removePlayer(1);
    await removed;
    await until("the game is forgotten", () => [...storage.items.values()].join() === "[]");
    expect(resumed.answer(2, { choice: 1 })).toMatchObject({
      state: "refused",
      refusal: { type: "INVALID_TOKEN" },
    });
    expect(await resumeSession({ baseUrl, storage })).toBeUndefined();
    // Nobody new has come: the way back is by pin.
    expect((await session.players()).items).toEqual([]);
  }, 30_000);
});
