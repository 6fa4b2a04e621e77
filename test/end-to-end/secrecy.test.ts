import { must } from "../harness/client.ts";
import type { FeedbackTime, Pace, Question, StatsTime } from "../harness/contract.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { until } from "../harness/until.ts";
import { wrongAnswer } from "./answering.ts";
import { at, playerNames, questionOpen, type SessionFixture, setUpSession } from "./fixture.ts";
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

const FEEDBACK: FeedbackTime[] = ["onClose", "immediate", "onEnd"];
const STATS: StatsTime[] = ["onClose", "live", "onEnd"];
const combinations = FEEDBACK.flatMap((feedback) =>
  STATS.map((stats): [FeedbackTime, StatsTime] => [feedback, stats]),
);
const questions = markedQuestions(0);

describeOnDeployments("nothing tells the key before its time", (deployment) => {
  const marksFrom = (no: number) =>
    questions.flatMap((question, index) => (index + 1 >= no ? marksOf(question, index + 1) : []));

  /** Half of the players answer, wrongly where a right answer would itself be a mark. */
  async function answerAll(fixture: SessionFixture, no: number): Promise<Sight[]> {
    const question = at(questions, no - 1);
    const sights: Sight[] = [];
    for (const [index, player] of fixture.players.slice(0, 3).entries()) {
      const answer =
        "options" in question && question.kind !== "multiple" ? { choice: index % 2 } : wrongAnswer(question);
      sights.push(sightOf(`verdict ${no}`, await player.answer(no, answer)));
      sights.push(sightOf(`repeat ${no}`, await player.answer(no, answer)));
      sights.push(sightOf(`change ${no}`, await player.answer(no, anotherWrong(question, answer))));
    }
    await until("the figures have taken the answers in", async () => {
      return must(await fixture.host.stats(fixture.session.id, no), 200).attempts === 3;
    });
    return sights;
  }

  async function everything(
    fixture: SessionFixture,
    streams: readonly EventStream[],
    no: number,
  ): Promise<Sight[]> {
    const [first, , , last] = fixture.players;
    return [
      ...(await lookAround(fixture, fixture.spectator, "anybody")),
      ...(first ? await lookAround(fixture, first, "a player who answered") : []),
      ...(last ? await lookAround(fixture, last, "a player who did not") : []),
      ...(last ? await provoke(fixture, last, no) : []),
      ...streams.map((stream) => streamSight("stream", stream)),
      ...fixture.players.map(tokenSight),
    ];
  }

  async function stageScene(
    pace: Pace,
    feedback: FeedbackTime,
    stats: StatsTime,
  ): Promise<[SessionFixture, EventStream[]]> {
    const fixture = await setUpSession(deployment, {
      questions,
      players: playerNames(4),
      session: { pace, feedback, stats, ...(pace === "auto" ? { gapMs: 0 } : {}) },
    });
    return [fixture, await Promise.all([fixture.spectator, ...fixture.players].map((who) => who.events()))];
  }

  test.each(combinations)(
    "pace host, feedback %s, stats %s",
    async (feedback, stats) => {
      const [fixture, streams] = await stageScene("host", feedback, stats);
      const told = feedback === "onEnd" ? 1 : undefined;
      expect(leaks(await everything(fixture, streams, 1), [...marksFrom(1), ASKED])).toEqual([]);
      for (const [index, question] of questions.entries()) {
        const no = index + 1;
        must(await fixture.host.step(fixture.session.id, no === 1 ? "open" : "next"), 200);
        await questionOpen(fixture, no);
        const secret = [...marksFrom(told ?? no), ...(no < questions.length ? [`${ASKED}${no + 1}`] : [])];
        const before = await lookAround(fixture, fixture.spectator, "anybody, before the answers");
        const verdicts = await answerAll(fixture, no);
        const after = await everything(fixture, streams, no);
        expect(leaks([...before, ...verdicts, ...after], secret)).toEqual([]);
        if (told ?? no === 1) expect(telltales([...before, ...after])).toEqual([]);
        must(await fixture.host.step(fixture.session.id, "close"), 200);
        if (!told) await untilTold(fixture, streams, no, question);
      }
      must(await fixture.host.step(fixture.session.id, "end"), 200);
      for (const [index, question] of questions.entries())
        await untilTold(fixture, streams, index + 1, question);
      for (const stream of streams) stream.close();
    },
    60_000,
  );

  test.each(combinations)(
    "pace self, feedback %s, stats %s",
    async (feedback, stats) => {
      const [fixture, streams] = await stageScene("self", feedback, stats);
      const sights = await everything(fixture, streams, 1);
      must(await fixture.host.step(fixture.session.id, "open"), 200);
      sights.push(...(await everything(fixture, streams, 1)));
      for (let no = 1; no <= questions.length; no++) sights.push(...(await answerAll(fixture, no)));
      sights.push(...(await everything(fixture, streams, 1)));
      expect(leaks(sights, marksFrom(1))).toEqual([]);
      expect(telltales(sights)).toEqual([]);
      must(await fixture.host.step(fixture.session.id, "end"), 200);
      for (const [index, question] of questions.entries())
        await untilTold(fixture, streams, index + 1, question);
      for (const stream of streams) stream.close();
    },
    60_000,
  );

  test.each(FEEDBACK)("pace auto, feedback %s", async (feedback) => {
    const [fixture, streams] = await stageScene("auto", feedback, "live");
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    await questionOpen(fixture, 1);
    const sights = [...(await answerAll(fixture, 1)), ...(await everything(fixture, streams, 1))];
    expect(leaks(sights, [...marksFrom(1), `${ASKED}2`])).toEqual([]);
    expect(telltales(sights)).toEqual([]);
    must(await fixture.host.step(fixture.session.id, "end"), 200);
    await untilTold(fixture, streams, 1, at(questions, 0));
    for (const stream of streams) stream.close();
  }, 60_000);

  /** Once the key may be known, the figures or the `closed` event of the question tell it to anybody. */
  async function untilTold(
    fixture: SessionFixture,
    streams: readonly EventStream[],
    no: number,
    question: Question,
  ) {
    const marks = toldOf(question, no);
    await until(`somebody is told ${marks.join(", ")}`, async () => {
      const closed = streams
        .flatMap((stream) => stream.eventsNamed("closed"))
        .filter((event) => (event.data as { question: number }).question === no)
        .map(({ text }) => ({ where: "closed", status: 200, head: "", body: text }));
      const sights = [sightOf("stats", await fixture.spectator.stats(no)), ...closed];
      return marks.every((mark) => leaks(sights, [mark]).length > 0);
    });
  }
});
