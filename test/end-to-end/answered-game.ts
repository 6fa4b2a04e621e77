import { must } from "../harness/client.ts";
import type { Answer, Question } from "../harness/contract.ts";
import type { Stage } from "../harness/deployment.ts";
import { Random } from "../harness/random.ts";
import { untilEqual } from "../harness/until.ts";
import { randomAnswer } from "./answering.ts";
import { at, crowd, opened, type Scene, setScene } from "./fixture.ts";
import { Oracle } from "./oracle.ts";
import { sixKinds } from "./questions.ts";
import { figuresOf, verifyEverybody } from "./verify.ts";
import { verifyReport } from "./verify-report.ts";

const QUESTIONS = sixKinds(600_000);

async function playOne(scene: Scene, oracle: Oracle, no: number, question: Question, random: Random) {
  must(await scene.host.step(scene.session.id, no === 1 ? "open" : "next"), 200);
  const openedAt = Date.parse((await opened(scene, no)).openedAt);
  oracle.windows.set(no, { openedAt, closesFrom: Infinity, closesBy: Infinity });
  const answers = scene.players.map((): Answer => randomAnswer(random, question));
  await Promise.all(
    scene.players.map(async (player, index) => {
      const answer = at(answers, index);
      oracle.ledger.note(player.no, no, answer, await player.answer(no, answer));
    }),
  );
}

/** Forty players have answered questions of all six kinds; the last of them is still open. */
export async function answeredGame(stage: Stage): Promise<[Scene, Oracle]> {
  const scene = await setScene(stage, { questions: QUESTIONS, players: crowd(40) });
  const oracle = new Oracle(QUESTIONS, {
    pace: "host",
    feedback: "onClose",
    stats: "onClose",
    scoring: "speed",
    graceMs: 0,
  });
  for (const player of scene.players) oracle.joined(player.no, player.joined.nickname);
  const random = new Random(7);
  for (const [index, question] of QUESTIONS.entries())
    await playOne(scene, oracle, index + 1, question, random);
  return [scene, oracle];
}

/** The host's table becomes the oracle's, with the open question counted. */
export async function verifyTable({ host, session }: Scene, oracle: Oracle): Promise<void> {
  await untilEqual(
    "the host's table",
    async () => must(await host.leaderboard(session.id), 200).places,
    oracle.places(),
  );
}

/** Ends the session; then all figures, everybody's own page and the report become the oracle's. */
export async function verifyEnded(scene: Scene, oracle: Oracle): Promise<void> {
  must(await scene.host.step(scene.session.id, "end"), 200);
  for (let no = 1; no <= QUESTIONS.length; no++) {
    await untilEqual(
      `the figures of question ${no}`,
      async () => figuresOf(must(await scene.onlooker.stats(no), 200)),
      oracle.stats(no),
    );
  }
  await verifyEverybody(scene, oracle);
  await verifyReport(scene, oracle);
  expect(oracle.verdictFaults()).toEqual([]);
}
