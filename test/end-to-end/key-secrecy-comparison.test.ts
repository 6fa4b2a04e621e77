import { must } from "../harness/client.ts";
import type { Answer, FeedbackTime, Question, Stats, StatsTime } from "../harness/contract.ts";
import { describeOnStandalone } from "../harness/deployment.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { joinInOrder } from "../harness/player.ts";
import { until } from "../harness/until.ts";
import {
  at,
  playerNames,
  type SessionFixture,
  setUpSession,
  untilAllJoined,
  untilQuestionOpen,
} from "./fixture.ts";
import { NUMERIC_KEY, questionsWithMarkers } from "./key-markers.ts";
import { type Observation, observationOf, readEverything, sendInvalidAnswers } from "./leak-scan.ts";
import { sameAnswer } from "./oracle/grading.ts";

const combinations = (["onClose", "immediate", "onEnd"] as const).flatMap((feedback) =>
  (["onClose", "afterAnswer", "live", "onEnd"] as const).map((stats): [FeedbackTime, StatsTime] => [
    feedback,
    stats,
  ]),
);
/**
 * Answers that are correct in one of the two sessions and wrong in the other, if that is possible without sending a
 * marker.
 */
const ANSWERS: Record<Question["kind"], Answer[]> = {
  single: [{ choice: 0 }, { choice: 2 }, { choice: 1 }],
  multiple: [{ choices: [0, 1] }, { choices: [1, 2] }, { choices: [2] }],
  truefalse: [{ choice: 0 }, { choice: 1 }, { choice: 1 }],
  numeric: [{ value: NUMERIC_KEY }, { value: NUMERIC_KEY + 1 }, { value: 3 }],
  text: [{ text: "Zq7Accepted0" }, { text: "Zq7Accepted1" }, { text: "neither" }],
  poll: [{ choice: 0 }, { choice: 1 }, { choice: 1 }],
};

/** An observation without what differs between any two sessions: ids, codes, times and measured durations. */
function masked(fixture: SessionFixture, { where, status, headers, body }: Observation): Observation {
  const ids = [fixture.session.id, fixture.quiz.id, fixture.session.code];
  const mask = (text: string) =>
    ids
      .reduce((rest, id) => rest.replaceAll(id, "ID"), text)
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
      .replace(/"(elapsedMs|mean|p50|p90|p99)":\d+/g, '"$1":0')
      .replace(/"statsTicket":"[^"]{22}"/g, '"statsTicket":"TICKET"');
  const headerLines = headers
    .split("\n")
    .filter((line) => !/^(date|etag|content-length|x-request-id|last-modified|keep-alive):/.test(line));
  return { where: mask(where), status, headers: mask(headerLines.join("\n")), body: mask(body) };
}

const MAX_TRIES = 3;
const isPutOff = ({ status }: Observation) => status === 503;

/** In which order the kinds of events came first. */
function orderOfEvents(stream: EventStream): Observation {
  const names = [...new Set(stream.events.map(({ event }) => event))];
  return { where: "order of events", status: 200, headers: "", body: names.join(" ") };
}

/** The last event of each name. */
function lastEvents(stream: EventStream): Observation[] {
  const last = new Map(stream.events.map((event) => [event.event, event.text]));
  return [...last].sort().map(([name, body]) => ({ where: `event ${name}`, status: 200, headers: "", body }));
}

/**
 * With immediate feedback, a verdict and `/me` show a player's own result, and the leaderboard depends on the results.
 */
const DEPENDS_ON_OWN_RESULT = /verdict|repeat|leaderboard|: me$/;

describeOnStandalone("two sessions that differ only in their keys look the same", (deployment) => {
  async function answerAll(fixture: SessionFixture, no: number): Promise<Observation[]> {
    const observations: Observation[] = [];
    let ticket: string | undefined;
    const answers = ANSWERS[at(fixture.quiz.questions, no - 1).kind];
    for (const [index, answer] of answers.entries()) {
      const player = at(fixture.players, index);
      const verdict = await player.answer(no, answer);
      ticket ??= verdict.body.statsTicket;
      observations.push(observationOf(`verdict ${index}`, verdict));
      observations.push(observationOf(`repeat ${index}`, await player.answer(no, answer)));
      const other = answers.find((one) => !sameAnswer(one, answer)) ?? answer;
      observations.push(observationOf(`change ${index}`, await player.answer(no, other)));
    }
    await until("the stats count the answers", async () => {
      return must(await fixture.host.stats(fixture.session.id, no), 200).attempts === answers.length;
    });
    if (ticket) observations.push(await observeWithTicket(fixture, no, ticket, answers.length));
    return observations;
  }

  /** The figures that those who have answered see: of all answers, and without the key. */
  async function observeWithTicket(
    { spectator }: SessionFixture,
    no: number,
    ticket: string,
    attempts: number,
  ): Promise<Observation> {
    const reply = await until("the stats count the answers for players too", async () => {
      const stats = await spectator.stats(no, ticket);
      return must(stats, 200).attempts === attempts && stats;
    });
    expect(must(reply, 200)).toHaveProperty("elapsedMs");
    return observationOf("stats with a ticket", reply);
  }

  /** Everything that one of the sessions shows while a question is open. */
  async function observeQuestion(
    fixture: SessionFixture,
    stream: EventStream,
    no: number,
  ): Promise<Observation[]> {
    must(await fixture.host.step(fixture.session.id, no === 1 ? "open" : "next"), 200);
    await untilQuestionOpen(fixture, no);
    await stream.next("question", (data) => (data as { no: number }).no === no);
    const observations = await readEverything(fixture, fixture.spectator, "before");
    observations.push(...(await answerAll(fixture, no)));
    await untilCounted(fixture, stream, no);
    observations.push(...(await readEverything(fixture, fixture.spectator, "spectator")));
    observations.push(...(await readEverything(fixture, at(fixture.players, 0), "player 0")));
    observations.push(...(await readEverything(fixture, at(fixture.players, 3), "player 3")));
    observations.push(...(await sendInvalidAnswers(fixture, at(fixture.players, 3), no)));
    return [...observations, ...lastEvents(stream), orderOfEvents(stream)];
  }

  /**
   * Waits until everyone can see the attempts: players see them a refresh later than the host, and a stream later
   * still.
   */
  async function untilCounted(
    { spectator, players }: SessionFixture,
    stream: EventStream,
    no: number,
  ): Promise<void> {
    await stream.next("stats", (data) => {
      const { question, attempts } = data as Stats;
      return question === no && attempts === 3;
    });
    await until("everyone sees the attempts", async () => {
      const { attempts } = must(await spectator.stats(no), 200);
      return attempts === 3 && must(await at(players, 0).me(), 200).answered >= 1;
    });
  }

  /** Plays one question in both sessions. @returns all that can be seen of each */
  function playBoth(index: number, feedback: FeedbackTime, stats: StatsTime): Promise<Observation[][]> {
    return Promise.all(
      ([0, 1] as const).map(async (variant) => {
        const fixture = await setUpSession(deployment, {
          join: joinInOrder,
          questions: [at(questionsWithMarkers(variant), index)],
          title: "Comparison",
          players: playerNames(4),
          session: { feedback, stats },
        });
        await untilAllJoined(fixture);
        const stream = await fixture.spectator.events();
        await stream.next("state");
        const observations = (await observeQuestion(fixture, stream, 1)).map((observation) =>
          masked(fixture, observation),
        );
        stream.close();
        return observations.filter(
          ({ where }) => feedback !== "immediate" || !DEPENDS_ON_OWN_RESULT.test(where),
        );
      }),
    );
  }

  /** Compares all that can be seen of one question in both sessions. */
  async function compare(index: number, feedback: FeedbackTime, stats: StatsTime): Promise<void> {
    let bothSessions = await playBoth(index, feedback, stats);
    // A busy machine may put off an answer of one of them, and then the other says something else. They play again.
    for (let tries = 1; tries < MAX_TRIES && bothSessions.flat().some(isPutOff); tries++)
      bothSessions = await playBoth(index, feedback, stats);
    expect(at(bothSessions, 0).length).toBeGreaterThan(40);
    expect(at(bothSessions, 0)).toEqual(at(bothSessions, 1));
  }

  test.each(combinations)(
    "feedback %s, stats %s",
    async (feedback, stats) => {
      // Sessions do not touch each other, so all kinds of questions are compared at once.
      await Promise.all(questionsWithMarkers(0).map((_, index) => compare(index, feedback, stats)));
    },
    60_000,
  );
});
