import { must } from "../harness/client.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { untilEqual } from "../harness/until.ts";
import { rightAnswer } from "./answering.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import { malformedBodies } from "./malformed.ts";
import { Oracle } from "./oracle.ts";
import { sixKinds } from "./questions.ts";

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
  )("of kind %s are each refused in their own way, and keep no good answer out", async (_, no) => {
    const [before, after] = [at(fixture.players, 0), at(fixture.players, 1)];
    const question = at(questions, no - 1);
    must(await after.answer(no, rightAnswer(question)), 201);
    for (const { name, raw, refusals } of malformedBodies(no, question)) {
      for (const player of [before, after]) {
        const reply = await player.postRaw(raw);
        expect({ name, status: reply.status }).toEqual({
          name,
          status: refusals.find((one) => one === reply.status),
        });
        oracle.ledger.note(player.no, no, undefined, reply, refusals);
      }
    }
    expect(oracle.verdictFaults()).toEqual([]);
    must(await before.answer(no, rightAnswer(question)), 201);
    await untilEqual(
      "two answers count",
      async () => must(await fixture.host.stats(fixture.session.id, no), 200).attempts,
      2,
    );
  });

  test("a hundred bad answers beside a hundred good ones spoil none of them", async () => {
    const crowded = await setUpSession(deployment, { questions, players: playerNames(100), session: rules });
    must(await crowded.host.step(crowded.session.id, "open"), 200);
    const bodies = malformedBodies(1, at(questions, 0));
    const replies = await Promise.all(
      crowded.players.flatMap((player, index) => [
        player.postRaw(at(bodies, index % bodies.length).raw),
        player.answer(1, { choice: index % 3 }),
      ]),
    );
    const good = replies.filter((_, index) => index % 2 === 1);
    expect(good.filter((reply) => reply.status !== 201)).toEqual([]);
  });
});
