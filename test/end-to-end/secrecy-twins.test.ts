import { must } from "../harness/client.ts";
import type { Answer, Moment, Question, Stats, StatsMoment } from "../harness/contract.ts";
import { footings, type Stage } from "../harness/deployment.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { until } from "../harness/until.ts";
import { at, crowd, opened, type Scene, seated, setScene } from "./fixture.ts";
import { sameAnswer } from "./oracle/grading.ts";
import { markedQuestions, NUMBER } from "./secrets.ts";
import { lookAround, provoke, type Sight, sightOf } from "./transcript.ts";

const combinations = (["onClose", "immediate", "onEnd"] as const).flatMap((feedback) =>
  (["onClose", "live", "onEnd"] as const).map((stats): [Moment, StatsMoment] => [feedback, stats]),
);
/** Right in one twin and wrong in the other, where that is to be had without naming the key. */
const ANSWERS: Record<Question["kind"], Answer[]> = {
  single: [{ choice: 0 }, { choice: 2 }, { choice: 1 }],
  multiple: [{ choices: [0, 1] }, { choices: [1, 2] }, { choices: [2] }],
  truefalse: [{ choice: 0 }, { choice: 1 }, { choice: 1 }],
  numeric: [{ value: NUMBER }, { value: NUMBER + 1 }, { value: 3 }],
  text: [{ text: "Zq7Accepted0" }, { text: "Zq7Accepted1" }, { text: "neither" }],
  poll: [{ choice: 0 }, { choice: 1 }, { choice: 1 }],
};

/** What one session's sights would be in another: ids, codes, times and what is measured are blotted out. */
function blotted(scene: Scene, { where, status, head, body }: Sight): Sight {
  const own = [scene.session.id, scene.quiz.id, scene.session.code];
  const blot = (text: string) =>
    own
      .reduce((rest, name) => rest.replaceAll(name, "ID"), text)
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
      .replace(/"(elapsedMs|mean|p50|p90|p99)":\d+/g, '"$1":0');
  const headLines = head
    .split("\n")
    .filter((line) => !/^(date|etag|content-length|x-request-id|last-modified|keep-alive):/.test(line));
  return { where: blot(where), status, head: blot(headLines.join("\n")), body: blot(body) };
}

/** The last event of each name. */
function lastEvents(stream: EventStream): Sight[] {
  const last = new Map(stream.events.map((event) => [event.event, event.text]));
  return [...last].sort().map(([name, body]) => ({ where: `event ${name}`, status: 200, head: "", body }));
}

/** With feedback at once a verdict tells its own player, and the table follows the verdicts. */
const OWN_KNOWLEDGE = /verdict|repeat|leaderboard|: me$/;

describe.each(footings)("two sessions that differ in their keys alone look alike on %s", (_, openStage) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(() => stage?.stop());

  async function answerAll(scene: Scene, no: number): Promise<Sight[]> {
    const sights: Sight[] = [];
    const answers = ANSWERS[at(scene.quiz.questions, no - 1).kind];
    for (const [index, answer] of answers.entries()) {
      const player = at(scene.players, index);
      sights.push(sightOf(`verdict ${index}`, await player.answer(no, answer)));
      sights.push(sightOf(`repeat ${index}`, await player.answer(no, answer)));
      const other = answers.find((one) => !sameAnswer(one, answer)) ?? answer;
      sights.push(sightOf(`change ${index}`, await player.answer(no, other)));
    }
    await until("the figures have taken the answers in", async () => {
      return must(await scene.host.stats(scene.session.id, no), 200).attempts === answers.length;
    });
    return sights;
  }

  /** All that one of the twins shows while a question is open. */
  async function shown(scene: Scene, stream: EventStream, no: number): Promise<Sight[]> {
    must(await scene.host.step(scene.session.id, no === 1 ? "open" : "next"), 200);
    await opened(scene, no);
    await stream.next("question", (data) => (data as { no: number }).no === no);
    const sights = await lookAround(scene, scene.onlooker, "before");
    sights.push(...(await answerAll(scene, no)));
    await untilShown(scene, stream, no);
    sights.push(...(await lookAround(scene, scene.onlooker, "anybody")));
    sights.push(...(await lookAround(scene, at(scene.players, 0), "player 0")));
    sights.push(...(await lookAround(scene, at(scene.players, 3), "player 3")));
    sights.push(...(await provoke(scene, at(scene.players, 3), no)));
    return [...sights, ...lastEvents(stream)];
  }

  /** Attempts show to anybody, a refresh later than to the host; a stream may be told later still. */
  async function untilShown({ onlooker, players }: Scene, stream: EventStream, no: number): Promise<void> {
    await stream.next("stats", (data) => {
      const { question, attempts } = data as Stats;
      return question === no && attempts === 3;
    });
    await until("anybody sees the attempts", async () => {
      const { attempts } = must(await onlooker.stats(no), 200);
      return attempts === 3 && must(await at(players, 0).me(), 200).answered >= 1;
    });
  }

  test.each(combinations)(
    "feedback %s, stats %s",
    async (feedback, stats) => {
      for (let index = 0; index < markedQuestions(0).length; index++) {
        const twins = await Promise.all(
          ([0, 1] as const).map(async (turn) => {
            const questions = [at(markedQuestions(turn), index)];
            const session = { feedback, stats };
            const scene = await setScene(stage, { questions, title: "Twins", players: crowd(4), session });
            await seated(scene);
            const stream = await scene.onlooker.events();
            await stream.next("state");
            const sights = (await shown(scene, stream, 1)).map((sight) => blotted(scene, sight));
            stream.close();
            return sights.filter(({ where }) => feedback !== "immediate" || !OWN_KNOWLEDGE.test(where));
          }),
        );
        expect(at(twins, 0).length).toBeGreaterThan(40);
        expect(at(twins, 0)).toEqual(at(twins, 1));
      }
    },
    60_000,
  );
});
