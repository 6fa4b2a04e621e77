import type { Question, Quiz, SessionDraft } from "../harness/contract.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import type { Host } from "../harness/host.ts";
import { Random } from "../harness/random.ts";
import { playAutoPace } from "./auto-pace.ts";
import { hostOf, type SessionFixture, setUpSessionOf } from "./fixture.ts";
import { playHostPace } from "./host-pace.ts";
import { randomNicknames } from "./nicknames.ts";
import type { Rules } from "./oracle/rules.ts";
import { Oracle } from "./oracle.ts";
import { sixKinds } from "./questions.ts";
import { playSelfPace } from "./self-pace.ts";
import { triviaQuiz } from "./trivia-quiz.ts";
import { verifyLeaderboard, verifyMe, verifyStats, verifyStream } from "./verify.ts";
import { verifyCsv, verifyReport } from "./verify-report.ts";

const PLAYERS = 300;
const LIMIT_MS = 2500;
const GRACE_MS = 150;
const SEED = 20_260_501;

/** A quiz of two imported questions and one of each kind. If `unlimited`, the text question has no time limit. */
function createQuiz(
  host: Host,
  file: "geography" | "history" | "literature",
  unlimited: boolean,
): Promise<Quiz> {
  const withLimit = (question: Question): Question => ({
    ...question,
    timeLimitMs: unlimited && question.kind === "text" ? null : LIMIT_MS,
  });
  return triviaQuiz(host, file, 2, sixKinds(), withLimit);
}

describeOnDeployments("a full game", (deployment) => {
  let host: Host;

  beforeAll(async () => {
    host = hostOf(deployment, "Ada");
  });

  async function setUpGame(
    quiz: Quiz,
    rules: Rules,
    draft: Partial<SessionDraft>,
  ): Promise<[SessionFixture, Oracle]> {
    const names = randomNicknames(new Random(SEED), PLAYERS);
    const fixture = await setUpSessionOf(deployment, host, quiz, names, { ...rules, ...draft });
    const oracle = new Oracle(quiz.questions, rules);
    for (const player of fixture.players) oracle.addPlayer(player.no, player.joined.nickname);
    expect([...fixture.players.map((player) => player.no)].sort((a, b) => a - b)).toEqual(
      names.map((_, index) => index + 1),
    );
    return [fixture, oracle];
  }

  /** After the end, everything that can be read must equal what the oracle computes. */
  async function verifyAll(fixture: SessionFixture, oracle: Oracle): Promise<void> {
    expect(oracle.verdictErrors()).toEqual([]);
    expect(oracle.ledger.statuses()).toEqual([200, 201, 400, 409, 410, 413, 422]);
    for (let no = 1; no <= oracle.questions.length; no++) await verifyStats(fixture, oracle, no);
    await verifyLeaderboard(fixture, oracle);
    await verifyMe(fixture, oracle);
    await verifyReport(fixture, oracle);
    await verifyCsv(fixture, oracle);
  }

  test("pace host: every verdict, all stats and places, and the report equal the oracle's", async () => {
    const rules: Rules = {
      pace: "host",
      feedback: "onClose",
      stats: "onClose",
      scoring: "speed",
      graceMs: GRACE_MS,
    };
    const [fixture, oracle] = await setUpGame(await createQuiz(host, "geography", true), rules, {});
    const stream = await fixture.spectator.events();
    await playHostPace(fixture, oracle, SEED);
    await verifyAll(fixture, oracle);
    await verifyStream(stream, oracle);
    stream.close();
  }, 120_000);

  test("pace self: every verdict, all stats and places, and the report equal the oracle's", async () => {
    const rules: Rules = {
      pace: "self",
      feedback: "immediate",
      stats: "live",
      scoring: "flat",
      graceMs: GRACE_MS,
    };
    const window = { opensAt: Date.now() + 6000, closesAt: Date.now() + 15_000 };
    const [fixture, oracle] = await setUpGame(await createQuiz(host, "history", true), rules, {
      opensAt: new Date(window.opensAt).toISOString(),
      closesAt: new Date(window.closesAt).toISOString(),
    });
    const stream = await fixture.spectator.events();
    await playSelfPace(fixture, oracle, SEED + 1, window);
    await verifyAll(fixture, oracle);
    await verifyStream(stream, oracle);
    stream.close();
  }, 120_000);

  test("pace auto: every verdict, all stats and places, and the report equal the oracle's", async () => {
    const rules: Rules = {
      pace: "auto",
      feedback: "onEnd",
      stats: "onEnd",
      scoring: "none",
      graceMs: GRACE_MS,
    };
    const gapMs = 400;
    const [fixture, oracle] = await setUpGame(await createQuiz(host, "literature", false), rules, { gapMs });
    const stream = await fixture.spectator.events();
    await playAutoPace(fixture, oracle, SEED + 2, gapMs);
    await verifyAll(fixture, oracle);
    await verifyStream(stream, oracle);
    stream.close();
  }, 120_000);
});
