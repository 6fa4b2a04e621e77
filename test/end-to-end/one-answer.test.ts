import { Client, expectError, must } from "../harness/client.ts";
import type { Answer, Question, Verdict } from "../harness/contract.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { join, Player } from "../harness/player.ts";
import { untilEqual } from "../harness/until.ts";
import { at, type SessionFixture, setUpSession, untilQuestionOpen } from "./fixture.ts";
import { describeWayBack } from "./way-back.ts";

const TWENTY_OPTIONS: Question = {
  kind: "single",
  text: "Which one?",
  options: Array.from({ length: 20 }, (_, id) =>
    id === 7 ? { text: `${id}`, correct: true as const } : { text: `${id}` },
  ),
  timeLimitMs: 600_000,
};

/** Sends all answers at the same time, each over its reply connection. */
async function allAtOnce(player: Player, answers: readonly Answer[]) {
  const clients = answers.map(() => new Client(player.client.baseUrl, 1));
  await Promise.all(clients.map((client) => client.send("GET", "/healthz")));
  const replies = await Promise.all(
    answers.map((answer, index) => player.via(at(clients, index)).answer(1, answer)),
  );
  for (const client of clients) client.close();
  return replies;
}

describeOnDeployments("one answer per player and question", (deployment) => {
  let fixture: SessionFixture;
  beforeEach(async () => {
    fixture = await setUpSession(deployment, { questions: [TWENTY_OPTIONS], players: ["Ann", "Bob", "Cid"] });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    await untilQuestionOpen(fixture, 1);
  });

  /** Waits until the host's stats show exactly these counts by option. */
  async function untilCounted(counts: Record<number, number>): Promise<void> {
    await untilEqual(
      "the stats count exactly these answers",
      async () => {
        const { attempts, options = [] } = must(await fixture.host.stats(fixture.session.id, 1), 200);
        const chosen = options.filter((option) => option.count > 0);
        return { attempts, counts: Object.fromEntries(chosen.map(({ id, count }) => [id, count])) };
      },
      { attempts: Object.values(counts).reduce((sum, count) => sum + count, 0), counts },
    );
  }

  test("of twenty different answers at the same time exactly one counts, and the others get it with their refusal", async () => {
    const player = at(fixture.players, 0);
    const replies = await allAtOnce(
      player,
      TWENTY_OPTIONS.kind === "single" ? TWENTY_OPTIONS.options.map((_, id) => ({ choice: id })) : [],
    );
    const acceptedIds = replies.flatMap((reply, id) => (reply.status === 201 ? [id] : []));
    expect(acceptedIds).toHaveLength(1);
    const choice = at(acceptedIds, 0);
    for (const reply of replies.filter((_, id) => id !== choice)) {
      expect(expectError(reply, 409, "ALREADY_ANSWERED").data).toMatchObject({ answer: { choice } });
    }
    await untilCounted({ [choice]: 1 });
  });

  test("the same answer twenty times at the same time is accepted once and repeated nineteen times", async () => {
    const replies = await allAtOnce(at(fixture.players, 0), new Array<Answer>(20).fill({ choice: 7 }));
    const accepted = replies.filter((reply) => reply.status === 201);
    expect(accepted).toHaveLength(1);
    const verdict = at(accepted, 0).body;
    expect(verdict.status).toBe("accepted");
    for (const reply of replies.filter((reply) => reply.status !== 201)) {
      expect(must(reply, 200)).toEqual({ ...verdict, status: "repeated" });
    }
    await untilCounted({ 7: 1 });
  });

  test("a retry over another connection gets the first verdict", async () => {
    const first = new Client(fixture.client.baseUrl, 1);
    const verdict = must(await at(fixture.players, 1).via(first).answer(1, { choice: 3 }), 201);
    first.close();
    const second = new Client(fixture.client.baseUrl, 1);
    const again = await at(fixture.players, 1).via(second).answer(1, { choice: 3 });
    expect(must(again, 200)).toEqual({ ...verdict, status: "repeated" } satisfies Verdict);
    expectError(await at(fixture.players, 1).via(second).answer(1, { choice: 4 }), 409, "ALREADY_ANSWERED");
    second.close();
    await untilCounted({ 3: 1 });
  });

  test("after its connection broke before the verdict, an answer counts once", async () => {
    const player = at(fixture.players, 2);
    const broken = new Client(fixture.client.baseUrl, 1);
    const lost = player.via(broken).answer(1, { choice: 5 });
    broken.close();
    await lost.catch(() => undefined);
    const retry = await player.answer(1, { choice: 5 });
    expect([200, 201]).toContain(retry.status);
    await untilCounted({ 5: 1 });
  });

  test("a player's token works on another device and shows the same player", async () => {
    const player = at(fixture.players, 0);
    must(await player.answer(1, { choice: 7 }), 201);
    must(await fixture.host.step(fixture.session.id, "close"), 200);
    const device = new Client(fixture.client.baseUrl, 1);
    await untilEqual(
      "the other device shows the same player",
      async () => {
        const { asOf: _, ...me } = must(await player.via(device).me(), 200);
        return me;
      },
      { playerNo: player.no, nickname: "Ann", answered: 1, points: 1000, rank: 1, players: 3 },
    );
    device.close();
  });

  test("no field of a body or query overrides the player in the token", async () => {
    const [ann, bob] = [at(fixture.players, 0), at(fixture.players, 1)];
    const forged = { question: 1, choice: 2, playerNo: bob.no, player: bob.no, sub: `x/${bob.no}` };
    await ann.client.send("POST", `/api/sessions/${ann.sessionId}/answers?playerNo=${bob.no}`, {
      token: ann.joined.token,
      json: forged,
    });
    must(await bob.answer(1, { choice: 9 }), 201);
    const reply = await ann.answer(1, { choice: 2 });
    expect([200, 201]).toContain(reply.status);
    await untilCounted({ 2: 1, 9: 1 });
  });

  describeWayBack(deployment);

  describe("what is sent again", () => {
    const setUp = () =>
      setUpSession(deployment, {
        questions: [TWENTY_OPTIONS, TWENTY_OPTIONS, TWENTY_OPTIONS],
        players: ["Ann"],
      });

    test("a join with the same code and key is the same player, also at the same time", async () => {
      const { clients, client, session, host } = await setUp();
      const joinBy = (index: number, fields: { nickname: string; key?: string }) =>
        join(at(clients, index % clients.length), { code: session.code, ...fields });
      const key = "0123456789abcdef";
      const replies = await Promise.all([0, 1, 2, 3].map((index) => joinBy(index, { nickname: "Bob", key })));
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
      expect(new Set(replies.map(({ body }) => body.playerNo))).toEqual(new Set([2]));
      must(await host.step(session.id, "open"), 200);
      const again = must(await joinBy(1, { nickname: "Bobby", key }), 200);
      expect([again.playerNo, again.nickname]).toEqual([2, "Bob"]);
      must(await new Player(client, again).answer(1, { choice: 7 }), 201);
      expect(must(await joinBy(0, { nickname: "Bob", key: `${key}!` }), 201).playerNo).toBe(3);
      expect(must(await joinBy(1, { nickname: "Bob" }), 201).playerNo).toBe(4);
    });

    test("a step that names a question is taken once; two that name none and come at the same moment are one", async () => {
      const { host, session, spectator } = await setUp();
      must(await host.step(session.id, "open"), 200);
      const named = await Promise.all([1, 2, 3].map(() => host.step(session.id, "next", { after: 1 })));
      expect(named.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
      const won = named.find(({ status }) => status === 200)!;
      expect(won.body.question?.no).toBe(2);
      for (const reply of named.filter((one) => one !== won)) {
        expect(expectError(reply, 409, "WRONG_STATE").data).toEqual({ state: "open", question: 2 });
      }
      must(await host.step(session.id, "close", { question: 2 }), 200);
      expectError(await host.step(session.id, "close", { question: 2 }), 409, "WRONG_STATE");
      const unnamed = await Promise.all([host.step(session.id, "next"), host.step(session.id, "next")]);
      expect(unnamed.map(({ status, body }) => [status, body.question?.no])).toEqual([
        [200, 3],
        [200, 3],
      ]);
      expectError(await host.step(session.id, "next"), 409, "WRONG_STATE");
      await untilEqual("question 3 is shown", async () => must(await spectator.state(), 200).question?.no, 3);
    });
  });
});
