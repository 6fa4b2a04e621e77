import { must } from "../harness/client.ts";
import type { Question, Quiz, SessionDraft } from "../harness/contract.ts";
import { describeOnOwnDeployments } from "../harness/deployment.ts";
import type { Host } from "../harness/host.ts";
import { Spectator } from "../harness/player.ts";
import { Random } from "../harness/random.ts";
import { sideBySide } from "../harness/side-by-side.ts";
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
import { verifyOwnAnswers, verifyResponses } from "./verify-own-answers.ts";
import { verifyCsv, verifyReport } from "./verify-report.ts";
import { verifyScreen } from "./verify-screen.ts";
import { verifyWorkbook } from "./verify-workbook.ts";

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

/** Every setting of a session has another value than its default in at least one of the three games. */
describeOnOwnDeployments("a full game", (deployment) => {
  let host: Host;
  // The game that the host leads is played alone: its players answer as fast as they can.
  const besideTest = sideBySide();
  /** The players of one game join after those of another, so that a game opens when all of its players are in. */
  let joined: Promise<unknown> = Promise.resolve();

  beforeAll(async () => {
    host = hostOf(deployment, "Ada");
  });

  /** @param draftOf called when it is this game's turn */
  function setUpGame(
    quiz: Quiz,
    rules: Rules,
    draftOf: () => Partial<SessionDraft>,
  ): Promise<[SessionFixture, Oracle]> {
    const game = joined.then(() => joinGame(quiz, rules, draftOf()));
    joined = game.catch(() => {});
    return game;
  }

  async function joinGame(
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

  /**
   * Plays a game that the public and a screen follow. After the end, everything that can be read must equal what the
   * oracle computes, also after a correction.
   */
  async function playAndVerify(
    fixture: SessionFixture,
    oracle: Oracle,
    play: () => Promise<void>,
    correct: () => Promise<number>,
  ): Promise<void> {
    const { spectator, session } = fixture;
    const screen = new Spectator(
      spectator.client,
      session.id,
      must(await host.screen(session.id), 200).token,
    );
    const streams = await Promise.all([spectator.events(), screen.events()]);
    await play();
    expect(oracle.verdictErrors()).toEqual([]);
    expect(oracle.ledger.statuses()).toEqual([200, 201, 400, 409, 410, 413, 422]);
    const corrected = await correct();
    for (let no = 1; no <= oracle.questions.length; no++) await verifyStats(fixture, oracle, no);
    await verifyLeaderboard(fixture, oracle);
    await verifyMe(fixture, oracle);
    await verifyOwnAnswers(fixture, oracle);
    await verifyResponses(fixture, oracle);
    await verifyReport(fixture, oracle);
    await verifyCsv(fixture, oracle);
    await verifyWorkbook(fixture, oracle);
    for (const stream of streams) {
      await stream.next("corrected", (data) => (data as { question: number }).question === corrected);
      await verifyStream(stream, oracle);
      stream.close();
    }
    await verifyScreen(fixture, screen, streams);
  }

  async function voidQuestion({ session }: SessionFixture, oracle: Oracle, no: number): Promise<number> {
    expect((await host.voidQuestion(session.id, no, "It was too easy")).status).toBeLessThan(300);
    oracle.voidQuestion(no);
    return no;
  }

  test("pace host: every verdict, all stats and places, and the report equal the oracle's", async () => {
    const rules: Rules = {
      pace: "host",
      feedback: "onClose",
      stats: "live",
      scoring: "speed",
      graceMs: GRACE_MS,
      leaderboard: "each",
    };
    const draft: Partial<SessionDraft> = {
      title: "The Friday final",
      readMs: 150,
      closeWhenAllAnswered: true,
      nicknames: "unique",
    };
    const [fixture, oracle] = await setUpGame(await createQuiz(host, "geography", true), rules, () => draft);
    expect(must(await fixture.spectator.state(), 200).title).toBe(draft.title);
    await playAndVerify(
      fixture,
      oracle,
      () => playHostPace(fixture, oracle, SEED),
      async () => {
        const key = { answer: { value: 2, tolerance: 0.5 } };
        const body = { ...key, reason: "It was not pi" };
        expect((await host.correctKey(fixture.session.id, 6, body)).status).toBeLessThan(300);
        oracle.correctKey(6, key);
        return 6;
      },
    );
  }, 120_000);

  besideTest(
    "pace self: every verdict, all stats and places, and the report equal the oracle's",
    async () => {
      const rules: Rules = {
        pace: "self",
        feedback: "immediate",
        stats: "afterAnswer",
        scoring: "flat",
        graceMs: GRACE_MS,
        leaderboard: "end",
      };
      const window = { opensAt: 0, closesAt: 0 };
      const [fixture, oracle] = await setUpGame(await createQuiz(host, "history", true), rules, () => {
        window.opensAt = Date.now() + 10_000;
        window.closesAt = window.opensAt + 9000;
        return {
          lateJoin: false,
          opensAt: new Date(window.opensAt).toISOString(),
          closesAt: new Date(window.closesAt).toISOString(),
        };
      });
      await playAndVerify(
        fixture,
        oracle,
        () => playSelfPace(fixture, oracle, SEED + 1, window),
        () => voidQuestion(fixture, oracle, 3),
      );
    },
    120_000,
  );

  besideTest(
    "pace auto: every verdict, all stats and places, and the report equal the oracle's",
    async () => {
      const rules: Rules = {
        pace: "auto",
        feedback: "onEnd",
        stats: "onEnd",
        scoring: "none",
        graceMs: GRACE_MS,
        leaderboard: "never",
      };
      const gapMs = 400;
      const draft = { gapMs, readMs: 100 };
      const [fixture, oracle] = await setUpGame(
        await createQuiz(host, "literature", false),
        rules,
        () => draft,
      );
      await playAndVerify(
        fixture,
        oracle,
        () => playAutoPace(fixture, oracle, SEED + 2, gapMs),
        () => voidQuestion(fixture, oracle, 3),
      );
    },
    120_000,
  );
});
