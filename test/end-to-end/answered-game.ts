import { must } from "../harness/client.ts";
import type { Answer, Question } from "../harness/contract.ts";
import type { Deployment } from "../harness/deployment.ts";
import { Random } from "../harness/random.ts";
import { untilEqual } from "../harness/until.ts";
import { at, playerNames, type SessionFixture, setUpSession, untilQuestionOpen } from "./fixture.ts";
import { Oracle } from "./oracle.ts";
import { sixKinds } from "./questions.ts";
import { randomAnswer } from "./random-answers.ts";
import { comparableStats, verifyMe } from "./verify.ts";
import { verifyReport } from "./verify-report.ts";

const QUESTIONS = sixKinds(600_000);

async function playQuestion(
  fixture: SessionFixture,
  oracle: Oracle,
  no: number,
  question: Question,
  random: Random,
) {
  must(await fixture.host.step(fixture.session.id, no === 1 ? "open" : "next"), 200);
  const openedAt = Date.parse((await untilQuestionOpen(fixture, no)).openedAt);
  oracle.windows.set(no, { openedAt, closesFrom: Infinity, closesBy: Infinity });
  const answers = fixture.players.map((): Answer => randomAnswer(random, question));
  await Promise.all(
    fixture.players.map(async (player, index) => {
      const answer = at(answers, index);
      oracle.ledger.record(player.no, no, answer, await player.answer(no, answer));
    }),
  );
}

/** Plays a game in which forty players answer one question of each of the six kinds; the last question stays open. */
export async function answeredGame(deployment: Deployment): Promise<[SessionFixture, Oracle]> {
  const fixture = await setUpSession(deployment, { questions: QUESTIONS, players: playerNames(40) });
  const oracle = new Oracle(QUESTIONS, {
    pace: "host",
    feedback: "onClose",
    stats: "onClose",
    scoring: "speed",
    graceMs: 0,
  });
  for (const player of fixture.players) oracle.addPlayer(player.no, player.joined.nickname);
  const random = new Random(7);
  for (const [index, question] of QUESTIONS.entries())
    await playQuestion(fixture, oracle, index + 1, question, random);
  return [fixture, oracle];
}

/** Waits until the host's leaderboard equals the oracle's. The open question counts in both. */
export async function verifyHostLeaderboard(
  { host, session }: SessionFixture,
  oracle: Oracle,
): Promise<void> {
  await untilEqual(
    "the host's leaderboard equals the oracle's",
    async () => must(await host.leaderboard(session.id), 200).places,
    oracle.places(),
  );
}

/** Ends the session, then waits until all stats, every player's `/me` and the report equal the oracle's. */
export async function endAndVerify(fixture: SessionFixture, oracle: Oracle): Promise<void> {
  must(await fixture.host.step(fixture.session.id, "end"), 200);
  for (let no = 1; no <= QUESTIONS.length; no++) {
    await untilEqual(
      `the stats of question ${no} equal the oracle's`,
      async () => comparableStats(must(await fixture.spectator.stats(no), 200)),
      oracle.stats(no),
    );
  }
  await verifyMe(fixture, oracle);
  await verifyReport(fixture, oracle);
  expect(oracle.verdictErrors()).toEqual([]);
}
