import { must } from "../harness/client.ts";
import type { Answer, FeedbackTime, Question, Stats, StatsTime } from "../harness/contract.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { until } from "../harness/until.ts";
import { allJoined, at, playerNames, questionOpen, type SessionFixture, setUpSession } from "./fixture.ts";
import { sameAnswer } from "./oracle/grading.ts";
import { markedQuestions, NUMBER } from "./secrets.ts";
import { lookAround, provoke, type Sight, sightOf } from "./transcript.ts";

const combinations = (["onClose", "immediate", "onEnd"] as const).flatMap((feedback) =>
  (["onClose", "live", "onEnd"] as const).map((stats): [FeedbackTime, StatsTime] => [feedback, stats]),
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
function blotted(fixture: SessionFixture, { where, status, head, body }: Sight): Sight {
  const own = [fixture.session.id, fixture.quiz.id, fixture.session.code];
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

describeOnDeployments("two sessions that differ in their keys alone look alike", (deployment) => {
  async function answerAll(fixture: SessionFixture, no: number): Promise<Sight[]> {
    const sights: Sight[] = [];
    const answers = ANSWERS[at(fixture.quiz.questions, no - 1).kind];
    for (const [index, answer] of answers.entries()) {
      const player = at(fixture.players, index);
      sights.push(sightOf(`verdict ${index}`, await player.answer(no, answer)));
      sights.push(sightOf(`repeat ${index}`, await player.answer(no, answer)));
      const other = answers.find((one) => !sameAnswer(one, answer)) ?? answer;
      sights.push(sightOf(`change ${index}`, await player.answer(no, other)));
    }
    await until("the figures have taken the answers in", async () => {
      return must(await fixture.host.stats(fixture.session.id, no), 200).attempts === answers.length;
    });
    return sights;
  }

  /** All that one of the twins shows while a question is open. */
  async function shown(fixture: SessionFixture, stream: EventStream, no: number): Promise<Sight[]> {
    must(await fixture.host.step(fixture.session.id, no === 1 ? "open" : "next"), 200);
    await questionOpen(fixture, no);
    await stream.next("question", (data) => (data as { no: number }).no === no);
    const sights = await lookAround(fixture, fixture.spectator, "before");
    sights.push(...(await answerAll(fixture, no)));
    await untilShown(fixture, stream, no);
    sights.push(...(await lookAround(fixture, fixture.spectator, "anybody")));
    sights.push(...(await lookAround(fixture, at(fixture.players, 0), "player 0")));
    sights.push(...(await lookAround(fixture, at(fixture.players, 3), "player 3")));
    sights.push(...(await provoke(fixture, at(fixture.players, 3), no)));
    return [...sights, ...lastEvents(stream)];
  }

  /** Attempts show to anybody, a refresh later than to the host; a stream may be told later still. */
  async function untilShown(
    { spectator, players }: SessionFixture,
    stream: EventStream,
    no: number,
  ): Promise<void> {
    await stream.next("stats", (data) => {
      const { question, attempts } = data as Stats;
      return question === no && attempts === 3;
    });
    await until("anybody sees the attempts", async () => {
      const { attempts } = must(await spectator.stats(no), 200);
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
            const fixture = await setUpSession(deployment, {
              questions,
              title: "Twins",
              players: playerNames(4),
              session,
            });
            await allJoined(fixture);
            const stream = await fixture.spectator.events();
            await stream.next("state");
            const sights = (await shown(fixture, stream, 1)).map((sight) => blotted(fixture, sight));
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
