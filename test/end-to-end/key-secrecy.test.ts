import { must } from "../harness/client.ts";
import type { FeedbackTime, Pace, Question, StatsTime } from "../harness/contract.ts";
import { describeOnStandalone } from "../harness/deployment.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { Spectator } from "../harness/player.ts";
import { until } from "../harness/until.ts";
import { at, playerNames, type SessionFixture, setUpSession, untilQuestionOpen } from "./fixture.ts";
import {
  differentWrongAnswer,
  keyMarkers,
  questionsWithMarkers,
  revealedMarkers,
  TEXT_MARKER,
} from "./key-markers.ts";
import {
  keyNamesIn,
  markersIn,
  type Observation,
  observationOf,
  readEverything,
  sendInvalidAnswers,
  streamObservation,
  tokenObservation,
} from "./leak-scan.ts";
import { wrongAnswer } from "./random-answers.ts";

const FEEDBACK: FeedbackTime[] = ["onClose", "immediate", "onEnd"];
const STATS: StatsTime[] = ["onClose", "afterAnswer", "live", "onEnd"];
const questions = questionsWithMarkers(0);

describeOnStandalone("nothing reveals a key too early", (deployment) => {
  const markersFrom = (no: number) =>
    questions.flatMap((question, index) => (index + 1 >= no ? keyMarkers(question, index + 1) : []));

  /** Three of the four players answer; wrongly if a correct answer would itself contain a marker. */
  async function answerAll(fixture: SessionFixture, no: number): Promise<Observation[]> {
    const question = at(questions, no - 1);
    const observations: Observation[] = [];
    let ticket: string | undefined;
    for (const [index, player] of fixture.players.slice(0, 3).entries()) {
      const answer =
        "options" in question && question.kind !== "multiple" ? { choice: index % 2 } : wrongAnswer(question);
      const verdict = await player.answer(no, answer);
      ticket ??= verdict.body?.statsTicket;
      observations.push(observationOf(`verdict ${no}`, verdict));
      observations.push(observationOf(`repeat ${no}`, await player.answer(no, answer)));
      observations.push(
        observationOf(`change ${no}`, await player.answer(no, differentWrongAnswer(question, answer))),
      );
    }
    await until("the stats count the answers", async () => {
      return must(await fixture.host.stats(fixture.session.id, no), 200).attempts === 3;
    });
    if (ticket) {
      const stats = await fixture.spectator.stats(no, ticket);
      expect(must(stats, 200)).toHaveProperty("elapsedMs");
      observations.push(observationOf("stats with a ticket", stats));
    }
    return observations;
  }

  async function observeAll(
    fixture: SessionFixture,
    streams: readonly EventStream[],
    no: number,
  ): Promise<Observation[]> {
    const [first, , , last] = fixture.players;
    return [
      ...(await readEverything(fixture, fixture.spectator, "spectator")),
      ...(first ? await readEverything(fixture, first, "a player who answered") : []),
      ...(last ? await readEverything(fixture, last, "a player who did not") : []),
      ...(first ? [observationOf("own answers", await first.ownAnswers())] : []),
      ...(await readEverything(fixture, await screenOf(fixture), "a screen")),
      ...(last ? await sendInvalidAnswers(fixture, last, no) : []),
      ...streams.map((stream) => streamObservation("stream", stream)),
      ...fixture.players.map(tokenObservation),
    ];
  }

  const screens = new WeakMap<SessionFixture, Spectator>();
  async function screenOf(fixture: SessionFixture): Promise<Spectator> {
    const { client, host, session } = fixture;
    const known = screens.get(fixture);
    if (known) return known;
    const screen = new Spectator(client, session.id, must(await host.screen(session.id), 200).token);
    screens.set(fixture, screen);
    return screen;
  }

  async function setUp(
    pace: Pace,
    feedback: FeedbackTime,
    stats: StatsTime,
  ): Promise<[SessionFixture, EventStream[]]> {
    const fixture = await setUpSession(deployment, {
      questions,
      players: playerNames(4),
      session: { pace, feedback, stats, ...(pace === "auto" ? { gapMs: 0 } : {}) },
    });
    return [
      fixture,
      await Promise.all(
        [fixture.spectator, await screenOf(fixture), ...fixture.players].map((reader) => reader.events()),
      ),
    ];
  }

  // Sessions do not touch each other, so every setting of `stats` is played at once.
  test.each(FEEDBACK)("pace host, feedback %s, with every setting of stats", async (feedback) => {
    await Promise.all(STATS.map((stats) => hostPace(feedback, stats)));
  }, 60_000);

  async function hostPace(feedback: FeedbackTime, stats: StatsTime): Promise<void> {
    const [fixture, streams] = await setUp("host", feedback, stats);
    const isHiddenUntilEnd = feedback === "onEnd";
    expect(markersIn(await observeAll(fixture, streams, 1), [...markersFrom(1), TEXT_MARKER])).toEqual([]);
    for (const [index, question] of questions.entries()) {
      const no = index + 1;
      must(await fixture.host.step(fixture.session.id, no === 1 ? "open" : "next"), 200);
      await untilQuestionOpen(fixture, no);
      const hidden = [
        ...markersFrom(isHiddenUntilEnd ? 1 : no),
        ...(no < questions.length ? [`${TEXT_MARKER}${no + 1}`] : []),
      ];
      const before = await readEverything(fixture, fixture.spectator, "spectator, before the answers");
      const verdicts = await answerAll(fixture, no);
      const after = await observeAll(fixture, streams, no);
      expect(markersIn([...before, ...verdicts, ...after], hidden)).toEqual([]);
      if (isHiddenUntilEnd || no === 1) expect(keyNamesIn([...before, ...verdicts, ...after])).toEqual([]);
      must(await fixture.host.step(fixture.session.id, "close"), 200);
      if (!isHiddenUntilEnd) await untilRevealed(fixture, streams, no, question);
    }
    must(await fixture.host.step(fixture.session.id, "end"), 200);
    for (const [index, question] of questions.entries())
      await untilRevealed(fixture, streams, index + 1, question);
    for (const stream of streams) stream.close();
  }

  // Sessions do not touch each other, so every setting of `stats` is played at once.
  test.each(FEEDBACK)("pace self, feedback %s, with every setting of stats", async (feedback) => {
    await Promise.all(STATS.map((stats) => selfPace(feedback, stats)));
  }, 60_000);

  async function selfPace(feedback: FeedbackTime, stats: StatsTime): Promise<void> {
    const [fixture, streams] = await setUp("self", feedback, stats);
    const observations = await observeAll(fixture, streams, 1);
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    observations.push(...(await observeAll(fixture, streams, 1)));
    for (let no = 1; no <= questions.length; no++) observations.push(...(await answerAll(fixture, no)));
    observations.push(...(await observeAll(fixture, streams, 1)));
    expect(markersIn(observations, markersFrom(1))).toEqual([]);
    expect(keyNamesIn(observations)).toEqual([]);
    must(await fixture.host.step(fixture.session.id, "end"), 200);
    for (const [index, question] of questions.entries())
      await untilRevealed(fixture, streams, index + 1, question);
    for (const stream of streams) stream.close();
  }

  test.each(FEEDBACK)("pace auto, feedback %s", async (feedback) => {
    const [fixture, streams] = await setUp("auto", feedback, "live");
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    await untilQuestionOpen(fixture, 1);
    const observations = [...(await answerAll(fixture, 1)), ...(await observeAll(fixture, streams, 1))];
    expect(markersIn(observations, [...markersFrom(1), `${TEXT_MARKER}2`])).toEqual([]);
    expect(keyNamesIn(observations)).toEqual([]);
    must(await fixture.host.step(fixture.session.id, "end"), 200);
    await untilRevealed(fixture, streams, 1, at(questions, 0));
    for (const stream of streams) stream.close();
  }, 60_000);

  /** Waits until the stats or the `closed` event of the question reveal its key to everyone. */
  async function untilRevealed(
    fixture: SessionFixture,
    streams: readonly EventStream[],
    no: number,
    question: Question,
  ) {
    const markers = revealedMarkers(question, no);
    await until(`the stats or the closed event contain ${markers.join(", ")}`, async () => {
      const closed = streams
        .flatMap((stream) => stream.eventsNamed("closed"))
        .filter((event) => (event.data as { question: number }).question === no)
        .map(({ text }) => ({ where: "closed", status: 200, headers: "", body: text }));
      const observations = [observationOf("stats", await fixture.spectator.stats(no)), ...closed];
      return markers.every((marker) => markersIn(observations, [marker]).length > 0);
    });
  }
});
