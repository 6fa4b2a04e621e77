import { must } from "../harness/client.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { untilEqual } from "../harness/until.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import { malformedBodies } from "./malformed-answers.ts";
import { Oracle } from "./oracle.ts";
import { sixKinds } from "./questions.ts";
import { correctAnswer } from "./random-answers.ts";

const questions = sixKinds();
const rules = { pace: "self", feedback: "immediate", stats: "live", scoring: "flat", graceMs: 0 } as const;

describeOnDeployments("malformed answers", (deployment) => {
  let fixture: SessionFixture;
  let oracle: Oracle;

  beforeAll(async () => {
    fixture = await setUpSession(deployment, { questions, players: playerNames(2), session: rules });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    oracle = new Oracle(questions, rules);
    const openedAt = Date.now();
    questions.forEach((_, index) => {
      oracle.windows.set(index + 1, { openedAt, closesFrom: Infinity, closesBy: Infinity });
    });
  });

  const kinds = questions.map((question, index): [string, number] => [question.kind, index + 1]);
  test.each(
    kinds,
  )("to a question of kind %s are each refused with their status, and prevent no valid answer", async (_, no) => {
    const [unanswered, answered] = [at(fixture.players, 0), at(fixture.players, 1)];
    const question = at(questions, no - 1);
    must(await answered.answer(no, correctAnswer(question)), 201);
    for (const { name, raw, expectedStatuses } of malformedBodies(no, question)) {
      for (const player of [unanswered, answered]) {
        const reply = await player.postRaw(raw);
        expect({ name, status: reply.status }).toEqual({
          name,
          status: expectedStatuses.find((status) => status === reply.status),
        });
        oracle.ledger.record(player.no, no, undefined, reply, expectedStatuses);
      }
    }
    expect(oracle.verdictErrors()).toEqual([]);
    must(await unanswered.answer(no, correctAnswer(question)), 201);
    await untilEqual(
      "two answers are counted",
      async () => must(await fixture.host.stats(fixture.session.id, no), 200).attempts,
      2,
    );
  });

  test("a hundred invalid answers do not affect a hundred valid answers sent at the same time", async () => {
    const other = await setUpSession(deployment, { questions, players: playerNames(100), session: rules });
    must(await other.host.step(other.session.id, "open"), 200);
    const bodies = malformedBodies(1, at(questions, 0));
    const replies = await Promise.all(
      other.players.flatMap((player, index) => [
        player.postRaw(at(bodies, index % bodies.length).raw),
        player.answer(1, { choice: index % 3 }),
      ]),
    );
    const valid = replies.filter((_, index) => index % 2 === 1);
    expect(valid.filter((reply) => reply.status !== 201)).toEqual([]);
  });
});
