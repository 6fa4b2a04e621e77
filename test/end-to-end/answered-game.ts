import { must } from "../harness/client.ts";
import type { Answer, Question } from "../harness/contract.ts";
import type { Deployment } from "../harness/deployment.ts";
import { Random } from "../harness/random.ts";
import { untilEqual } from "../harness/until.ts";
import { randomAnswer } from "./answering.ts";
import { at, playerNames, questionOpen, type SessionFixture, setUpSession } from "./fixture.ts";
import { Oracle } from "./oracle.ts";
import { sixKinds } from "./questions.ts";
import { figuresOf, verifyEverybody } from "./verify.ts";
import { verifyReport } from "./verify-report.ts";

const QUESTIONS = sixKinds(600_000);

async function playOne(
  fixture: SessionFixture,
  oracle: Oracle,
  no: number,
  question: Question,
  random: Random,
) {
  must(await fixture.host.step(fixture.session.id, no === 1 ? "open" : "next"), 200);
  const openedAt = Date.parse((await questionOpen(fixture, no)).openedAt);
  oracle.windows.set(no, { openedAt, closesFrom: Infinity, closesBy: Infinity });
  const answers = fixture.players.map((): Answer => randomAnswer(random, question));
  await Promise.all(
    fixture.players.map(async (player, index) => {
      const answer = at(answers, index);
      oracle.ledger.note(player.no, no, answer, await player.answer(no, answer));
    }),
  );
}

/** Forty players have answered questions of all six kinds; the last of them is still open. */
export async function answeredGame(deployment: Deployment): Promise<[SessionFixture, Oracle]> {
  const fixture = await setUpSession(deployment, { questions: QUESTIONS, players: playerNames(40) });
  const oracle = new Oracle(QUESTIONS, {
    pace: "host",
    feedback: "onClose",
    stats: "onClose",
    scoring: "speed",
    graceMs: 0,
  });
  for (const player of fixture.players) oracle.joined(player.no, player.joined.nickname);
  const random = new Random(7);
  for (const [index, question] of QUESTIONS.entries())
    await playOne(fixture, oracle, index + 1, question, random);
  return [fixture, oracle];
}

/** The host's table becomes the oracle's, with the open question counted. */
export async function verifyTable({ host, session }: SessionFixture, oracle: Oracle): Promise<void> {
  await untilEqual(
    "the host's table",
    async () => must(await host.leaderboard(session.id), 200).places,
    oracle.places(),
  );
}

/** Ends the session; then all figures, everybody's own page and the report become the oracle's. */
export async function verifyEnded(fixture: SessionFixture, oracle: Oracle): Promise<void> {
  must(await fixture.host.step(fixture.session.id, "end"), 200);
  for (let no = 1; no <= QUESTIONS.length; no++) {
    await untilEqual(
      `the figures of question ${no}`,
      async () => figuresOf(must(await fixture.spectator.stats(no), 200)),
      oracle.stats(no),
    );
  }
  await verifyEverybody(fixture, oracle);
  await verifyReport(fixture, oracle);
  expect(oracle.verdictFaults()).toEqual([]);
}
