import { expectError, must, type Reply } from "../harness/client.ts";
import type { Verdict } from "../harness/contract.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import type { Player } from "../harness/player.ts";
import { sideBySide } from "../harness/side-by-side.ts";
import { until, untilEqual, waitUntilTime } from "../harness/until.ts";
import { DISK_FAULTS, playThroughDiskFault } from "./failing-disk.ts";
import { at, playerNames, type SessionFixture, setUpSession, untilQuestionOpen } from "./fixture.ts";
import { Oracle } from "./oracle.ts";
import { single } from "./questions.ts";
import { comparableStats } from "./verify.ts";

const NO_REPLY = { status: 0, body: undefined };

/** Sends an answer to a node that may be killed. If no reply comes, the ledger records it as lost. */
async function sendAnswer(
  oracle: Oracle,
  player: Player,
  choice: number,
): Promise<Reply<Verdict> | undefined> {
  const sentAt = Date.now();
  try {
    const reply = await player.answer(1, { choice });
    oracle.ledger.record(player.no, 1, { choice }, reply);
    return reply;
  } catch {
    oracle.ledger.record(player.no, 1, { choice }, { ...NO_REPLY, sentAt, doneAt: Date.now() });
    return undefined;
  }
}

/**
 * Half of the players answer undisturbed. The others answer one after another until the node is killed, so some get no
 * reply.
 */
async function killDuringAnswers(
  deployment: StandaloneNode,
  fixture: SessionFixture,
  oracle: Oracle,
): Promise<void> {
  const half = fixture.players.length / 2;
  const first = fixture.players.slice(0, half);
  for (const reply of await Promise.all(first.map((player) => sendAnswer(oracle, player, player.no % 4)))) {
    expect(reply?.status).toBe(201);
  }
  let replies = 0;
  let killed: Promise<unknown> | undefined;
  const answerInTurn = async (players: Player[]) => {
    for (const player of players) {
      if (await sendAnswer(oracle, player, player.no % 4)) replies++;
      if (replies >= half / 3) killed ??= deployment.node.kill("SIGKILL");
    }
  };
  const rest = fixture.players.slice(half);
  await Promise.all([0, 1, 2, 3, 4].map((no) => answerInTurn(rest.filter((player) => player.no % 5 === no))));
  await killed;
  expect(oracle.ledger.statuses()).toEqual([0, 201]);
}

describe("kill -9 while a question is open, and a failing disk", () => {
  const testBeside = sideBySide();
  const nodes = new AsyncDisposableStack();
  const startNode = async () => nodes.adopt(await startStandalone(), (node) => node.stop());
  let firstNode: StandaloneNode;

  beforeAll(async () => {
    firstNode = await startNode();
  }, 120_000);
  afterAll(() => nodes.disposeAsync());

  async function openSession(
    deployment: StandaloneNode,
    pace: "host" | "auto",
    limits: number[],
  ): Promise<[SessionFixture, Oracle, number, number]> {
    const fixture = await setUpSession(deployment, {
      questions: limits.map((timeLimitMs) => single(1, { timeLimitMs })),
      players: playerNames(60),
      session: { pace, ...(pace === "auto" ? { gapMs: 500 } : {}) },
    });
    const rules = { pace, feedback: "onClose", stats: "onClose", scoring: "speed", graceMs: 0 } as const;
    const oracle = new Oracle(fixture.quiz.questions, rules);
    for (const player of fixture.players) oracle.addPlayer(player.no, player.joined.nickname);
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const { openedAt, closesAt } = await untilQuestionOpen(fixture, 1);
    const [opens, closes] = [Date.parse(openedAt), Date.parse(closesAt ?? "")];
    oracle.windows.set(1, { openedAt: opens, closesFrom: closes, closesBy: closes });
    return [fixture, oracle, opens, closes];
  }

  async function verifyFinal(fixture: SessionFixture, oracle: Oracle): Promise<void> {
    expect(oracle.verdictErrors()).toEqual([]);
    await untilEqual(
      "the stats of question 1 are final and exact",
      async () => comparableStats(must(await fixture.spectator.stats(1), 200)),
      oracle.stats(1),
    );
    await untilEqual(
      "the full leaderboard is exact",
      async () => must(await fixture.host.leaderboard(fixture.session.id), 200).places,
      oracle.places(),
    );
  }

  // Alone: a restart must be quicker than its question.
  test("pace host: no acknowledged answer is lost, the window does not move, retries get their verdict", async () => {
    const deployment = firstNode;
    // The question must outlast a restart, however long that takes on this machine.
    const limitMs = Math.max(20_000, Math.ceil(5 * deployment.node.startMs));
    const [fixture, oracle, opens, closes] = await openSession(deployment, "host", [limitMs, 5000]);
    await killDuringAnswers(deployment, fixture, oracle);
    await deployment.node.launch();
    const reopened = await untilQuestionOpen(fixture, 1);
    expect([Date.parse(reopened.openedAt), Date.parse(reopened.closesAt ?? "")]).toEqual([opens, closes]);
    const retries = await Promise.all(
      fixture.players.map((player) => sendAnswer(oracle, player, player.no % 4)),
    );
    expect(
      retries.map((reply) => reply?.status).filter((status) => status !== 200 && status !== 201),
    ).toEqual([]);
    expect(oracle.answers(1).size).toBe(60);
    expect(Date.now()).toBeLessThan(closes);
    await waitUntilTime(closes + 300);
    await until("the question has closed", async () => must(await fixture.spectator.stats(1), 200).final);
    expectError(await at(fixture.players, 0).answer(1, { choice: 3 }), 409, "ALREADY_ANSWERED");
    await verifyFinal(fixture, oracle);
    must(await fixture.host.step(fixture.session.id, "next"), 200);
    expect((await untilQuestionOpen(fixture, 2)).no).toBe(2);
  }, 240_000);

  testBeside(
    "pace auto: the question closes on schedule although the node was dead, and the schedule continues",
    async () => {
      const deployment = await startNode();
      const [fixture, oracle, , closes] = await openSession(deployment, "auto", [5000, 1500, 1500]);
      await killDuringAnswers(deployment, fixture, oracle);
      await waitUntilTime(closes + 100);
      await deployment.node.launch();
      const late = fixture.players.filter((player) => !oracle.answers(1).has(player.no));
      await Promise.all(late.map((player) => sendAnswer(oracle, player, player.no % 4)));
      await until(
        "the schedule ends",
        async () => must(await fixture.spectator.state(), 200).state === "ended",
        30_000,
      );
      await verifyFinal(fixture, oracle);
    },
    120_000,
  );

  testBeside(
    "pace self: the session ends on time although the node was dead then",
    async () => {
      const deployment = await startNode();
      const closesAt = Date.now() + 6000;
      const fixture = await setUpSession(deployment, {
        questions: [single(1)],
        players: playerNames(2),
        session: { pace: "self", closesAt: new Date(closesAt).toISOString() },
      });
      must(await fixture.host.step(fixture.session.id, "open"), 200);
      must(await at(fixture.players, 0).answer(1, { choice: 1 }), 201);
      await deployment.node.kill("SIGKILL");
      await waitUntilTime(closesAt + 100);
      await deployment.node.launch();
      const late = await at(fixture.players, 1).answer(1, { choice: 1 });
      expect(late.status).toBe(410);
      await untilEqual(
        "the stats are final",
        async () => {
          const { attempts, final } = must(await fixture.spectator.stats(1), 200);
          return { attempts, final };
        },
        { attempts: 1, final: true },
      );
    },
    120_000,
  );

  testBeside(
    "a disk that takes no more writes, or vanishes, costs no acknowledged answer, and heals",
    async () => {
      const deployment = await startNode();
      const fixture = await setUpSession(deployment, {
        questions: [single(1, { timeLimitMs: null })],
        players: playerNames(3 * DISK_FAULTS.length),
        session: { pace: "host", scoring: "flat" },
      });
      must(await fixture.host.step(fixture.session.id, "open"), 200);
      await untilQuestionOpen(fixture, 1);
      for (const [index, fault] of DISK_FAULTS.entries()) {
        await playThroughDiskFault(
          deployment,
          fixture,
          fixture.players.slice(3 * index, 3 * index + 3),
          fault,
        );
      }
      await deployment.node.kill("SIGKILL");
      await deployment.node.launch();
      for (const player of fixture.players) {
        expect(must(await player.answer(1, { choice: 1 }), 200).status).toBe("repeated");
      }
    },
    240_000,
  );
});
