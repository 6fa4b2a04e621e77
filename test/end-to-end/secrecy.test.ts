import { must } from "../harness/client.ts";
import type { Moment, Pace, Question, StatsMoment } from "../harness/contract.ts";
import { footings, type Stage } from "../harness/deployment.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { until } from "../harness/until.ts";
import { wrongAnswer } from "./answering.ts";
import { at, crowd, opened, type Scene, setScene } from "./fixture.ts";
import { ASKED, anotherWrong, markedQuestions, marksOf, toldOf } from "./secrets.ts";
import {
  leaks,
  lookAround,
  provoke,
  type Sight,
  sightOf,
  streamSight,
  telltales,
  tokenSight,
} from "./transcript.ts";

const FEEDBACK: Moment[] = ["onClose", "immediate", "onEnd"];
const STATS: StatsMoment[] = ["onClose", "live", "onEnd"];
const combinations = FEEDBACK.flatMap((feedback) =>
  STATS.map((stats): [Moment, StatsMoment] => [feedback, stats]),
);
const questions = markedQuestions(0);

describe.each(footings)("nothing tells the key before its time on %s", (_, openStage) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(() => stage?.stop());

  const marksFrom = (no: number) =>
    questions.flatMap((question, index) => (index + 1 >= no ? marksOf(question, index + 1) : []));

  /** Half of the players answer, wrongly where a right answer would itself be a mark. */
  async function answerAll(scene: Scene, no: number): Promise<Sight[]> {
    const question = at(questions, no - 1);
    const sights: Sight[] = [];
    for (const [index, player] of scene.players.slice(0, 3).entries()) {
      const answer =
        "options" in question && question.kind !== "multiple" ? { choice: index % 2 } : wrongAnswer(question);
      sights.push(sightOf(`verdict ${no}`, await player.answer(no, answer)));
      sights.push(sightOf(`repeat ${no}`, await player.answer(no, answer)));
      sights.push(sightOf(`change ${no}`, await player.answer(no, anotherWrong(question, answer))));
    }
    await until("the figures have taken the answers in", async () => {
      return must(await scene.host.stats(scene.session.id, no), 200).attempts === 3;
    });
    return sights;
  }

  async function everything(scene: Scene, streams: readonly EventStream[], no: number): Promise<Sight[]> {
    const [first, , , last] = scene.players;
    return [
      ...(await lookAround(scene, scene.onlooker, "anybody")),
      ...(first ? await lookAround(scene, first, "a player who answered") : []),
      ...(last ? await lookAround(scene, last, "a player who did not") : []),
      ...(last ? await provoke(scene, last, no) : []),
      ...streams.map((stream) => streamSight("stream", stream)),
      ...scene.players.map(tokenSight),
    ];
  }

  async function stageScene(
    pace: Pace,
    feedback: Moment,
    stats: StatsMoment,
  ): Promise<[Scene, EventStream[]]> {
    const scene = await setScene(stage, {
      questions,
      players: crowd(4),
      session: { pace, feedback, stats, ...(pace === "auto" ? { gapMs: 0 } : {}) },
    });
    return [scene, await Promise.all([scene.onlooker, ...scene.players].map((who) => who.events()))];
  }

  test.each(combinations)(
    "pace host, feedback %s, stats %s",
    async (feedback, stats) => {
      const [scene, streams] = await stageScene("host", feedback, stats);
      const told = feedback === "onEnd" ? 1 : undefined;
      expect(leaks(await everything(scene, streams, 1), [...marksFrom(1), ASKED])).toEqual([]);
      for (const [index, question] of questions.entries()) {
        const no = index + 1;
        must(await scene.host.step(scene.session.id, no === 1 ? "open" : "next"), 200);
        await opened(scene, no);
        const secret = [...marksFrom(told ?? no), ...(no < questions.length ? [`${ASKED}${no + 1}`] : [])];
        const before = await lookAround(scene, scene.onlooker, "anybody, before the answers");
        const verdicts = await answerAll(scene, no);
        const after = await everything(scene, streams, no);
        expect(leaks([...before, ...verdicts, ...after], secret)).toEqual([]);
        if (told ?? no === 1) expect(telltales([...before, ...after])).toEqual([]);
        must(await scene.host.step(scene.session.id, "close"), 200);
        if (!told) await untilTold(scene, streams, no, question);
      }
      must(await scene.host.step(scene.session.id, "end"), 200);
      for (const [index, question] of questions.entries())
        await untilTold(scene, streams, index + 1, question);
      for (const stream of streams) stream.close();
    },
    60_000,
  );

  test.each(combinations)(
    "pace self, feedback %s, stats %s",
    async (feedback, stats) => {
      const [scene, streams] = await stageScene("self", feedback, stats);
      const sights = await everything(scene, streams, 1);
      must(await scene.host.step(scene.session.id, "open"), 200);
      sights.push(...(await everything(scene, streams, 1)));
      for (let no = 1; no <= questions.length; no++) sights.push(...(await answerAll(scene, no)));
      sights.push(...(await everything(scene, streams, 1)));
      expect(leaks(sights, marksFrom(1))).toEqual([]);
      expect(telltales(sights)).toEqual([]);
      must(await scene.host.step(scene.session.id, "end"), 200);
      for (const [index, question] of questions.entries())
        await untilTold(scene, streams, index + 1, question);
      for (const stream of streams) stream.close();
    },
    60_000,
  );

  test.each(FEEDBACK)("pace auto, feedback %s", async (feedback) => {
    const [scene, streams] = await stageScene("auto", feedback, "live");
    must(await scene.host.step(scene.session.id, "open"), 200);
    await opened(scene, 1);
    const sights = [...(await answerAll(scene, 1)), ...(await everything(scene, streams, 1))];
    expect(leaks(sights, [...marksFrom(1), `${ASKED}2`])).toEqual([]);
    expect(telltales(sights)).toEqual([]);
    must(await scene.host.step(scene.session.id, "end"), 200);
    await untilTold(scene, streams, 1, at(questions, 0));
    for (const stream of streams) stream.close();
  }, 60_000);

  /** Once the key may be known, the figures or the `closed` event of the question tell it to anybody. */
  async function untilTold(scene: Scene, streams: readonly EventStream[], no: number, question: Question) {
    const marks = toldOf(question, no);
    await until(`somebody is told ${marks.join(", ")}`, async () => {
      const closed = streams
        .flatMap((stream) => stream.named("closed"))
        .filter((event) => (event.data as { question: number }).question === no)
        .map(({ text }) => ({ where: "closed", status: 200, head: "", body: text }));
      const sights = [sightOf("stats", await scene.onlooker.stats(no)), ...closed];
      return marks.every((mark) => leaks(sights, [mark]).length > 0);
    });
  }
});
